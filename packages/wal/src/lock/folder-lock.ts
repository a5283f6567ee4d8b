import type { ProcessTable, Randomness } from '@assay/telemetry';
import { WalError } from '../errors.js';
import { writeNewFile } from '../files/wal-files.js';
import type { WalFiles } from '../files/wal-files.js';
import { isOwnerGone, parseLockRecord } from './lock-record.js';
import type { LockRecord } from './lock-record.js';

/** The right to write in a folder, held until `release`. */
export interface FolderLock {
  readonly owner: string;
  /** Rejects with `LOCK_LOST` when another process has taken the folder over. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

/** What taking a lock needs. */
export interface LockOptions {
  readonly files: WalFiles;
  readonly folder: string;
  readonly processes: ProcessTable;
  readonly randomness: Randomness;
  /** Take the lock even from an owner that may still run. */
  readonly takeOver: boolean;
}

const LOCK = 'lock.json';
/** Who follows the owner `owner`: created by one process only, so that a lock has one heir. */
const heirName = (owner: string): string => `lock-after-${owner}.json`;
/** Stands for the owner of a lock file that cannot be read. */
const UNREADABLE = 'unreadable';
const MAX_ROUNDS = 20;

/**
 * Takes the folder's lock. A free one is taken by `link(2)`, which one process wins. The lock of a dead
 * owner is inherited: the heir is whoever creates `lock-after-<owner>.json`, again by `link(2)`; it then
 * renames its record over `lock.json`, and only after that removes the claim. Who wins a claim checks
 * that `lock.json` is still the dead owner's: if not, the claim was an old one, removed by its winner.
 */
export async function takeFolderLock(options: LockOptions): Promise<FolderLock> {
  const { files, folder } = options;
  const owner = options.randomness.hex(16);
  const record: LockRecord = { ...options.processes.self(), owner };
  const own = `${folder}/lock-${owner}.tmp`;
  await writeNewFile(files, own, `${JSON.stringify(record, null, 2)}\n`);
  try {
    await acquire(options, own);
    await files.syncFolder(folder);
  } finally {
    await files.remove(own);
  }
  return heldLock(options, owner);
}

async function acquire(options: LockOptions, own: string): Promise<void> {
  const { files, folder } = options;
  let forced: string | undefined;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if ((await files.link(own, `${folder}/${LOCK}`)) === 'created') return;
    const line = await lineOfOwners(files, folder);
    const holder = line.at(-1);
    if (holder === undefined) continue;
    // Force counts against the owner found first, not against another process that was faster.
    forced ??= holder.owner;
    if (!(options.takeOver && forced === holder.owner)) assertGone(options, holder.record);
    const claim = `${folder}/${heirName(holder.owner)}`;
    if ((await files.link(own, claim)) === 'exists') continue;
    const [base] = await lineOfOwners(files, folder);
    if (base?.owner !== line[0]?.owner) {
      await files.remove(claim);
      continue;
    }
    await files.rename(own, `${folder}/${LOCK}`);
    await files.syncFolder(folder);
    for (const { owner } of line) await files.remove(`${folder}/${heirName(owner)}`);
    return;
  }
  throw new WalError('LOCKED', `${folder}: other processes keep taking its lock; try again`);
}

interface Owner {
  readonly owner: string;
  readonly record: LockRecord | undefined;
}

/** The owner in `lock.json`, then its heirs: a later one died before it renamed its record. */
async function lineOfOwners(files: WalFiles, folder: string): Promise<Owner[]> {
  const line: Owner[] = [];
  let name = LOCK;
  for (;;) {
    const bytes = await files.read(`${folder}/${name}`);
    if (bytes === undefined) return line;
    const record = parseLockRecord(bytes);
    const owner = record?.owner ?? UNREADABLE;
    line.push({ owner, record });
    name = heirName(owner);
    if (line.length > MAX_ROUNDS) return line;
  }
}

function assertGone(options: LockOptions, holder: LockRecord | undefined): void {
  const { folder } = options;
  if (holder === undefined) {
    throw new WalError(
      'LOCKED',
      `${folder}/${LOCK}: expected a lock of this release, could not be read; ` +
        'make sure that no process uses the folder, then open it with --take-over',
    );
  }
  const self = options.processes.self();
  if (isOwnerGone(holder, self, options.processes)) return;
  throw new WalError(
    'LOCKED',
    `${folder}: in use by process ${holder.pid} on ${holder.host}` +
      (holder.host === self.host && holder.bootId === self.bootId
        ? '; stop it first'
        : ' (another machine, or this one before it was restarted)') +
      ', or, when it is certain that it has ended, open with --take-over',
  );
}

function heldLock(options: LockOptions, owner: string): FolderLock {
  const { files, folder } = options;
  const holder = async (): Promise<LockRecord | undefined> => {
    const bytes = await files.read(`${folder}/${LOCK}`);
    return bytes === undefined ? undefined : parseLockRecord(bytes);
  };
  return {
    owner,
    async assertHeld() {
      const now = await holder();
      if (now?.owner === owner) return;
      const by = now === undefined ? 'nobody' : `process ${now.pid} on ${now.host}`;
      throw new WalError(
        'LOCK_LOST',
        `${folder}/${LOCK}: expected this process as its owner, was ${by}; ` +
          'it was taken over, so this process must not write any more',
      );
    },
    async release() {
      if ((await holder())?.owner !== owner) return;
      await files.remove(`${folder}/${LOCK}`);
      await files.syncFolder(folder);
    },
  };
}
