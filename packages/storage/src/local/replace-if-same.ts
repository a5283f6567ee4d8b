import { dirname } from 'node:path';
import type { ObjectHead, ObjectSource, ReplaceOutcome } from '../object-store.js';
import type { ObjectLocks } from '../lock/object-lock.js';
import { StorageError } from '../errors.js';
import { createIfAbsent } from './create-if-absent.js';
import { errnoOf } from './disk-error.js';
import { inFolderOf, syncFolderOf, type Publisher } from './publisher.js';
import { headObject } from './read.js';
import { duplicate, stage, unstage } from './staged-file.js';

/** What bears which name, and what it has to be to be replaced. */
export interface LocalReplace {
  readonly key: string;
  readonly target: string;
  readonly source: ObjectSource;
  readonly tag: string | undefined;
}

/**
 * Publishes `source` as `target` if what bears that name still has this tag: staged and synced, then
 * compared and renamed under the object's lock, then the folder is synced. Where nothing was seen there, a
 * link says by itself whether that is still so.
 */
export async function replaceIfSame(
  publisher: Publisher,
  locks: ObjectLocks,
  { key, target, source, tag }: LocalReplace,
): Promise<ReplaceOutcome> {
  if (tag === undefined) {
    const created = await createIfAbsent(publisher, target, source);
    return created === 'created' ? 'replaced' : 'changed';
  }
  const { failpoint } = publisher;
  const finished = await stage(publisher, source);
  // A caller's file stays its own under its name: what is renamed away is a second one.
  const staged = finished.own ? finished : await duplicate(publisher, finished.path, target);
  await failpoint('storage.after-staging-write');
  let found: ObjectHead | undefined;
  let outcome: ReplaceOutcome;
  try {
    outcome = await locks.hold(key, async () => {
      await failpoint('storage.after-lock');
      found = await headObject(target, key);
      if (found?.tag !== tag) {
        return 'changed';
      }
      await inFolderOf(publisher, target, () => publisher.disk.rename(staged.path, target));
      await failpoint('storage.after-rename');
      return 'replaced';
    });
  } catch (error) {
    // What a failpoint throws leaves the staged file as a crash would.
    if (error instanceof StorageError || errnoOf(error) !== undefined) {
      await unstage(publisher, staged);
    }
    throw error;
  }
  await failpoint('storage.after-unlock');
  // rename(2) of two names of one file does nothing and leaves both.
  await unstage(publisher, staged);
  // Who comes too late syncs too: who was first may have been stopped before it did so.
  if (found !== undefined) {
    await publisher.folders.ensure(dirname(target));
    await syncFolderOf(publisher, target);
  }
  return outcome;
}
