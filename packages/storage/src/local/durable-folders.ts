import { dirname } from 'node:path';
import { StorageError } from '../errors.js';
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
      await makeWithParents(folder, disk);
    } else {
      await ensure(dirname(folder));
      await makeIfAbsent(folder, disk);
    }
    await disk.syncFolder(dirname(folder));
    if (durable.size >= REMEMBERED) {
      durable.clear();
    }
    durable.add(folder);
  }

  return { ensure, forget: () => durable.clear() };
}

/**
 * Makes a folder and every parent that is missing, and syncs the parents that were made. Ends where a
 * parent that exists takes no folder, as `/proc` does; Node's own recursive `mkdir` would try for ever.
 */
export async function makeWithParents(folder: string, disk: Disk): Promise<void> {
  try {
    await makeIfAbsent(folder, disk);
  } catch (error) {
    const parent = dirname(folder);
    if (errnoOf(error) !== 'ENOENT' || parent === folder) {
      throw error;
    }
    await makeWithParents(parent, disk);
    await disk.syncFolder(dirname(parent));
    await makeIfAbsent(folder, disk).catch((again: unknown) => {
      throw errnoOf(again) === 'ENOENT' ? noFolderThere(folder, again) : again;
    });
  }
}

async function makeIfAbsent(folder: string, disk: Disk): Promise<void> {
  try {
    await disk.makeFolder(folder);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') {
      throw error;
    }
  }
}

function noFolderThere(folder: string, cause: unknown): StorageError {
  const problem = `expected to make it, was refused by ${dirname(folder)}, which takes no folders`;
  return new StorageError('UNAVAILABLE', `${folder}: ${problem}: choose another place`, { cause });
}
