import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageError } from '../errors.js';
import type { CreateOutcome, ObjectSource } from '../object-store.js';
import { absentAs, errnoOf } from './disk-error.js';
import { inFolderOf, syncFolderOf, type Publisher } from './publisher.js';
import { duplicate, stage, unstage, type Staged } from './staged-file.js';

/**
 * Publishes `source` as `target` unless something bears that name: staged and synced, then
 * `link(2)`, then the folder is synced. `rename` would replace silently, and is not used.
 *
 * The folder is synced for `exists` too: who was first may have been stopped before it did so.
 */
export async function createIfAbsent(
  publisher: Publisher,
  target: string,
  source: ObjectSource,
): Promise<CreateOutcome> {
  const { folders, failpoint } = publisher;
  const staged = await stage(publisher, source);
  await failpoint('storage.after-staging-write');
  const outcome = await linkOrCopy(publisher, staged, target);
  await failpoint('storage.after-link');
  await unstage(publisher, staged);
  await failpoint('storage.after-unlink');
  if (outcome === 'exists') {
    await refuseFolder(target);
    await folders.ensure(dirname(target));
  }
  await syncFolderOf(publisher, target);
  return outcome;
}

async function linkOrCopy(
  publisher: Publisher,
  staged: Staged,
  target: string,
): Promise<CreateOutcome> {
  try {
    return await linkOnce(publisher, staged.path, target);
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') {
      await unstage(publisher, staged);
      throw error;
    }
  }
  const copy = await duplicate(publisher, staged.path, target);
  try {
    return await linkOnce(publisher, copy.path, target);
  } finally {
    await unstage(publisher, copy);
  }
}

async function linkOnce(
  publisher: Publisher,
  from: string,
  target: string,
): Promise<CreateOutcome> {
  try {
    await inFolderOf(publisher, target, () => publisher.disk.link(from, target));
    return 'created';
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') {
      return 'exists';
    }
    throw error;
  }
}

/** `link(2)` and `rename(2)` meet a folder of the same name as if it were an object. */
async function refuseFolder(target: string): Promise<void> {
  const info = await absentAs(undefined, stat(target));
  if (info?.isDirectory()) {
    throw new StorageError('BAD_KEY', `${target}: expected no folder of this name, was one`);
  }
}
