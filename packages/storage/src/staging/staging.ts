import { rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock, systemRandomness, type Clock, type Randomness } from '@assay/telemetry';
import { absentAs, diskError } from '../local/disk-error.js';
import { hostDisk } from '../local/disk.js';
import { makeWithParents } from '../local/durable-folders.js';
import { StorageError } from '../errors.js';
import { clearLeftovers, type Clearance, type ClearOptions } from './clear-leftovers.js';
import { ownerFolderName } from './owner-folder.js';
import { identityOf } from './process-identity.js';

/** Options of `createStaging`. */
export interface StagingOptions {
  /**
   * The folder shared by every owner: `localStagingFolder(root)` for a local lake, so that
   * publishing is a link and no copy.
   */
  readonly folder: string;
  /** Who builds files here, as an operator would say it: letters, digits, `.`, `_`, `-`. */
  readonly owner: string;
  /** Names the owner's own folder; default: the operating system's. */
  readonly randomness?: Randomness;
  /** Compares with the age of files whose owner cannot be asked; default: the host's. */
  readonly clock?: Clock;
}

/** Files being built, out of every reader's sight. Nothing here survives the need for it. */
export interface Staging {
  /** The owner's own folder: nobody else writes here. */
  readonly folder: string;
  /**
   * The path of a new file; its folder exists, the file does not. The path ends with `name`, after
   * a number that makes it unique, so two files of one name never meet.
   */
  path(name: string): Promise<string>;
  /** Removes a file that `path` named. Removing what does not exist is no error. */
  discard(path: string): Promise<void>;
  /**
   * Removes what earlier processes left in the shared folder: everything of owners known to have
   * ended, and of owners that cannot be asked (other host, boot or container) what has not been
   * touched for a day. Files of living owners stay.
   */
  clear(options?: ClearOptions): Promise<Clearance>;
  /** Removes the owner's own folder with all that is in it. */
  close(): Promise<void>;
}

const OWNER = /^[A-Za-z0-9._-]{1,64}$/;
const FILE_NAME = /^[A-Za-z0-9_=%-][A-Za-z0-9._=%-]{0,199}$/;

/** A staging area of its own for one owner. Makes nothing on disk until the first `path`. */
export function createStaging(options: StagingOptions): Staging {
  const { owner, randomness = systemRandomness, clock = systemClock } = options;
  if (!OWNER.test(owner)) {
    throw badName('staging owner', owner, '1 to 64 of A–Z a–z 0–9 . _ -');
  }
  const own = identityOf();
  const folder = join(options.folder, ownerFolderName(owner, own, randomness.hex(4)));
  let files = 0;

  return {
    folder,
    path: async (name) => {
      if (!FILE_NAME.test(name)) {
        throw badName('staging file', name, 'a file name of 1 to 200 of A–Z a–z 0–9 . _ = % -');
      }
      files += 1;
      const path = join(folder, `${String(files).padStart(6, '0')}-${name}`);
      await orStorageError(`staging in ${folder}`, () => makeWithParents(folder, hostDisk));
      return path;
    },
    discard: (path) =>
      orStorageError(`discarding ${path}`, () => absentAs(undefined, unlink(path))),
    clear: (how = {}) =>
      orStorageError(`clearing ${options.folder}`, () =>
        clearLeftovers(options.folder, own, clock, how),
      ),
    close: () =>
      orStorageError(`removing ${folder}`, async () => {
        await rm(folder, { recursive: true, force: true });
      }),
  };
}

async function orStorageError<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw diskError(what, error);
  }
}

function badName(what: string, name: string, expected: string): StorageError {
  return new StorageError('BAD_KEY', `${what}: expected ${expected}, was ${JSON.stringify(name)}`);
}
