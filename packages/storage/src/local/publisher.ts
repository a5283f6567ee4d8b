import { dirname } from 'node:path';
import type { Failpoint, Logger } from '@assay/telemetry';
import { StorageError } from '../errors.js';
import type { Staging } from '../staging/staging.js';
import { errnoOf } from './disk-error.js';
import type { Disk } from './disk.js';
import type { DurableFolders } from './durable-folders.js';

/** What publishing an object on local disk stands on. */
export interface Publisher {
  readonly disk: Disk;
  readonly staging: Staging;
  readonly folders: DurableFolders;
  readonly failpoint: Failpoint;
  readonly logger: Logger;
}

/** Folders are remembered as made; where one was removed since, the memory is dropped once. */
export async function inFolderOf(
  { folders }: Publisher,
  target: string,
  act: () => Promise<void>,
): Promise<void> {
  const attempt = async (): Promise<void> => {
    await folders.ensure(dirname(target));
    await act();
  };
  try {
    await attempt();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') {
      throw error;
    }
    folders.forget();
    await attempt();
  }
}

export async function syncFolderOf({ disk }: Publisher, target: string): Promise<void> {
  try {
    await disk.syncFolder(dirname(target));
  } catch (cause) {
    throw new StorageError(
      'UNDECIDED',
      `publishing ${target}: expected its folder to be synced, was refused; ` +
        'the object is visible, and may not survive a power loss: read back, then try again',
      { cause, retryable: true },
    );
  }
}
