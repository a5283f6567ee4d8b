import { dirname } from 'node:path';
import type { Disk } from './disk.js';
import { errnoOf } from './disk-error.js';

/** Remembered folders; beyond this many the memory is emptied, which costs only repeated syncs. */
const REMEMBERED = 8192;

/** Makes folders so that they survive a power loss. */
export interface DurableFolders {
  /** Makes `folder` and every parent that is missing. `folder` lies below the root, or is it. */
  ensure(folder: string): Promise<void>;
  /** Called when a folder turned out to be gone: the next `ensure` looks again. */
  forget(): void;
}

/**
 * A folder counts as durable once its parent was synced *by this process*: that another process
 * made it does not say that it has synced it yet. So each folder costs one sync of its parent,
 * once.
 */
export function createDurableFolders(root: string, disk: Disk): DurableFolders {
  const durable = new Set<string>();

  async function ensure(folder: string): Promise<void> {
    if (durable.has(folder)) {
      return;
    }
    if (folder === root) {
      await makeWithParents(folder);
    } else {
      await ensure(dirname(folder));
      await makeIfAbsent(folder);
    }
    await disk.syncFolder(dirname(folder));
    if (durable.size >= REMEMBERED) {
      durable.clear();
    }
    durable.add(folder);
  }

  async function makeIfAbsent(folder: string): Promise<void> {
    try {
      await disk.makeFolder(folder);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') {
        throw error;
      }
    }
  }

  async function makeWithParents(folder: string): Promise<void> {
    try {
      await makeIfAbsent(folder);
    } catch (error) {
      const parent = dirname(folder);
      if (errnoOf(error) !== 'ENOENT' || parent === folder) {
        throw error;
      }
      await makeWithParents(parent);
      await disk.syncFolder(dirname(parent));
      await makeIfAbsent(folder);
    }
  }

  return { ensure, forget: () => durable.clear() };
}
