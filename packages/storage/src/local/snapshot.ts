import { lstat } from 'node:fs/promises';
import { StorageError } from '../errors.js';
import type { ObjectSnapshot } from '../object-store.js';
import { stagingName } from '../staging/file-name.js';
import type { Publisher } from './publisher.js';
import { headObject, tagOfFile } from './read.js';

/** A second name for the object's file, which no replacement takes away. */
export async function snapshot(
  { disk, staging }: Publisher,
  target: string,
  key: string,
): Promise<ObjectSnapshot> {
  if ((await headObject(target, key)) === undefined) {
    throw new StorageError('NOT_FOUND', `${target}: expected an object, was none`);
  }
  const path = await staging.path(stagingName(key));
  await disk.link(target, path);
  const info = await lstat(path, { bigint: true });
  const release = () => staging.discard(path);
  return { path, bytes: Number(info.size), tag: tagOfFile(info), release };
}
