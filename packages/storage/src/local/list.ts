import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../errors.js';
import { compareKeys, STAGING_PREFIX } from '../object-key.js';
import type { ObjectInfo } from '../object-store.js';
import { absentAs, errnoOf } from './disk-error.js';

/** So many sizes are asked for at once. */
const BATCH = 256;

/** A name in a folder. `path` is its key, with a `/` behind it when it is a folder. */
interface Entry {
  readonly path: string;
  readonly folder: boolean;
}

/**
 * Every object below `root` whose key starts with `prefix` and sorts after `after`, in the order of
 * the keys' UTF-8 bytes. One folder's names are in memory at a time, and those of its parents.
 */
export async function* listObjects(
  root: string,
  prefix: string,
  after: string,
): AsyncGenerator<ObjectInfo> {
  yield* walk(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), { prefix, after });
}

interface Bounds {
  readonly prefix: string;
  readonly after: string;
}

/** Comparing folders with their `/` gives the order of the keys inside them: `a-b` before `a/b`. */
async function* walk(root: string, folder: string, bounds: Bounds): AsyncGenerator<ObjectInfo> {
  const entries = (await entriesOf(root, folder)).filter((entry) => mayHold(entry, bounds));
  entries.sort((left, right) => compareKeys(left.path, right.path));
  let start = 0;
  for (const [index, entry] of entries.entries()) {
    if (entry.folder) {
      yield* objectsOf(root, entries.slice(start, index));
      yield* walk(root, entry.path, bounds);
      start = index + 1;
    } else if (index - start >= BATCH) {
      yield* objectsOf(root, entries.slice(start, index));
      start = index;
    }
  }
  yield* objectsOf(root, entries.slice(start));
}

/** Whether the object, or any object in the folder, can lie within the bounds. */
function mayHold({ path, folder }: Entry, { prefix, after }: Bounds): boolean {
  if (!folder) {
    return path.startsWith(prefix) && compareKeys(path, after) > 0;
  }
  const underPrefix = path.startsWith(prefix) || prefix.startsWith(path);
  return underPrefix && (after.startsWith(path) || compareKeys(path, after) > 0);
}

async function entriesOf(root: string, folder: string): Promise<Entry[]> {
  let names;
  try {
    names = await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    // No such folder: none of its objects exists, or they were removed while we walked.
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') {
      return [];
    }
    throw error;
  }
  const entries: Entry[] = [];
  for (const name of names) {
    const path = folder + name.name;
    if (name.isDirectory()) {
      if (`${path}/` !== STAGING_PREFIX) {
        entries.push({ path: `${path}/`, folder: true });
      }
    } else if (name.isFile()) {
      entries.push({ path, folder: false });
    } else {
      const message = `${join(root, path)}: expected a file or a folder, was a link or a device`;
      throw new StorageError('UNAVAILABLE', `${message}: move it out of the lake`);
    }
  }
  return entries;
}

async function* objectsOf(root: string, entries: readonly Entry[]): AsyncGenerator<ObjectInfo> {
  const infos = await Promise.all(
    entries.map(({ path }) => absentAs(undefined, stat(join(root, path)))),
  );
  for (const [index, info] of infos.entries()) {
    const { path } = entries[index];
    if (info !== undefined) {
      yield { key: path, bytes: info.size };
    } else if (path.includes('\uFFFD')) {
      const message = `${join(root, path)}: expected a name in UTF-8, was other bytes`;
      throw new StorageError('UNAVAILABLE', `${message}: move it out of the lake`);
    }
  }
}
