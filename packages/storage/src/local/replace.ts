import type { ObjectSource } from '../object-store.js';
import { inFolderOf, syncFolderOf, type Publisher } from './publisher.js';
import { duplicate, stage, unstage } from './staged-file.js';

/**
 * Publishes `source` as `target`, replacing what bears that name: staged and synced, then renamed.
 */
export async function replace(
  publisher: Publisher,
  target: string,
  source: ObjectSource,
): Promise<void> {
  const { disk, failpoint } = publisher;
  const finished = await stage(publisher, source);
  // A caller's file stays its own under its name: what is renamed away is a second one.
  const staged = finished.own ? finished : await duplicate(publisher, finished.path, target);
  await failpoint('storage.after-staging-write');
  try {
    await inFolderOf(publisher, target, () => disk.rename(staged.path, target));
  } catch (error) {
    await unstage(publisher, staged);
    throw error;
  }
  await failpoint('storage.after-rename');
  // rename(2) of two names of one file does nothing and leaves both.
  await unstage(publisher, staged);
  await syncFolderOf(publisher, target);
}
