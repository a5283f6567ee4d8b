import { createHash } from 'node:crypto';
import { readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemProcesses, type Clock, type Logger, type Randomness } from '@assay/telemetry';
import { StorageError } from '../errors.js';
import { absentAs, errnoOf } from '../local/disk-error.js';
import { hostDisk } from '../local/disk.js';
import { makeWithParents } from '../local/durable-folders.js';
import { removeIfEmpty } from '../staging/abandoned.js';
import { ownerFolderName } from '../staging/owner-folder.js';
import { identityOf } from '../staging/process-identity.js';
import { breakAbandoned } from './break-abandoned.js';

/** The first pause between two looks at a lock that is held, in milliseconds; they double. */
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/** What locks stand on. */
export interface ObjectLockOptions {
  /** Of all locks of one lake. */
  readonly folder: string;
  /** How long a lock that is held is waited for. */
  readonly waitMs: number;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
}

/** Short locks on objects of one lake, among the processes of a host. */
export interface ObjectLocks {
  /**
   * Runs `act` while nobody else holds the object's lock. Rejects with `UNAVAILABLE`, retryable, where
   * somebody holds it for longer than one waits.
   */
  hold<Value>(key: string, act: () => Promise<Value>): Promise<Value>;
}

/**
 * A lock is a folder named after the object, with one file in it named after its holder. It is taken by
 * renaming a folder with that file onto it: rename(2) does so in one step where there is no such folder
 * or an empty one, and refuses where somebody's file is in it. It is given back, and taken from a process
 * that has ended, by removing that file. No two holders' files ever have one name, so that who is late to
 * remove a dead holder's file cannot remove another's, and however many do so, one rename follows.
 */
export function createObjectLocks(options: ObjectLockOptions): ObjectLocks {
  const { folder, waitMs, clock, randomness, logger } = options;
  const own = identityOf();

  /** The folder to be renamed, with who we are in it. */
  async function prepare(ticket: string, name: string, key: string): Promise<void> {
    await makeWithParents(ticket, hostDisk);
    const { host, pid } = systemProcesses.self();
    await writeFile(join(ticket, name), `${JSON.stringify({ key, host, pid })}\n`);
  }

  async function take(key: string, place: string, name: string): Promise<void> {
    const ticket = join(folder, name);
    const end = clock.monotonicMs() + waitMs;
    let pauseMs = FIRST_PAUSE_MS;
    try {
      for (;;) {
        await prepare(ticket, name, key);
        if (await renameOnto(ticket, place)) {
          return;
        }
        const { held } = await breakAbandoned(place, own, clock);
        if (held !== undefined) {
          if (clock.monotonicMs() >= end) {
            throw await stillHeld(key, join(place, held), waitMs);
          }
          await clock.sleep(pauseMs);
          pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        }
      }
    } catch (error) {
      await rm(ticket, { recursive: true, force: true });
      throw error;
    }
  }

  async function giveBack(key: string, place: string, name: string): Promise<void> {
    try {
      if ((await absentAs('gone', unlink(join(place, name)))) === 'gone') {
        logger.warn('a lock was removed while it was held', { key, lock: place });
      }
      await removeIfEmpty(place);
    } catch (error) {
      logger.warn('a lock could not be given back', { key, lock: place, error });
    }
  }

  return {
    hold: async (key, act) => {
      const place = join(folder, createHash('sha256').update(key).digest('hex').slice(0, 40));
      const name = ownerFolderName('lock', own, randomness.hex(8));
      await take(key, place, name);
      try {
        return await act();
      } finally {
        await giveBack(key, place, name);
      }
    },
  };
}

/** False where somebody's file is in the folder there, or somebody removed ours. */
async function renameOnto(ticket: string, place: string): Promise<boolean> {
  try {
    await rename(ticket, place);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errnoOf(error) ?? '')) {
      return false;
    }
    throw error;
  }
}

async function stillHeld(key: string, file: string, waitMs: number): Promise<StorageError> {
  const holder = await holderOf(file);
  const problem = `${key}: expected its lock to be free within ${waitMs} ms, was held by ${holder}`;
  const advice =
    'it works on the object or stands still: let it go on or end it, then try again ' +
    `(only if it runs nowhere, remove ${file})`;
  return new StorageError('UNAVAILABLE', `${problem}: ${advice}`, { retryable: true });
}

async function holderOf(file: string): Promise<string> {
  const text = await absentAs(undefined, readFile(file, 'utf8'));
  const said = /"host":"([^"]*)","pid":(\d+)/.exec(text ?? '');
  return said === null ? 'somebody who just left' : `process ${said[2]} on ${said[1]}`;
}
