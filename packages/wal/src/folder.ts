import {
  noFailpoint,
  nullLogger,
  nullMetrics,
  systemClock,
  systemProcesses,
  systemRandomness,
} from '@assay/telemetry';
import type { Clock, Failpoint, Logger, Metrics, ProcessTable, Randomness } from '@assay/telemetry';
import { WalError } from './errors.js';
import { nodeFiles } from './files/node-files.js';
import type { WalFiles } from './files/wal-files.js';
import { readIdentity, writeIdentity } from './identity.js';
import { takeFolderLock } from './lock/folder-lock.js';
import type { FolderLock } from './lock/folder-lock.js';
import { createSequence } from './recover-sequence.js';
import { WalSequence } from './sequence.js';

/** How to open a folder of write-ahead logs. */
export interface WalFolderOptions {
  /** The folder. It and its parents are made when they are missing. */
  readonly root: string;
  /** The sequences wanted: folder names. New ones are made. */
  readonly sequences: readonly string[];
  /** A segment is closed before it grows beyond (default 256 MiB). */
  readonly segmentBytes?: number;
  /** Bytes accepted and not durable yet, per sequence, before `BACK_PRESSURE` (default 128 MiB). */
  readonly maxPendingBytes?: number;
  /**
   * A group commit beyond is written as several record batches (default 4 MiB): a reader holds one
   * batch, or one larger message, in memory at a time.
   */
  readonly maxBatchBytes?: number;
  /** Take the folder even from an owner that may still run (default false). */
  readonly takeOver?: boolean;
  readonly files?: WalFiles;
  readonly processes?: ProcessTable;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly failpoint?: Failpoint;
}

type Settings = Required<WalFolderOptions>;

/** The defaults of `openWalFolder`. */
export const DEFAULT_WAL_OPTIONS = {
  segmentBytes: 256 * 1024 * 1024,
  maxPendingBytes: 128 * 1024 * 1024,
  maxBatchBytes: 4 * 1024 * 1024,
  takeOver: false,
  files: nodeFiles,
  processes: systemProcesses,
  clock: systemClock,
  randomness: systemRandomness,
  logger: nullLogger,
  metrics: nullMetrics,
  failpoint: noFailpoint,
} as const satisfies Omit<Settings, 'root' | 'sequences'>;

/** An open folder: this process alone writes in it until `close`. */
export interface WalFolder extends AsyncDisposable {
  readonly root: string;
  /** Random hex, made with the folder: a folder that was deleted and made anew has another one. */
  readonly id: string;
  sequence(name: string): WalSequence;
  /** Waits for every message accepted, closes the sequences and gives the lock back. */
  close(): Promise<void>;
}

/**
 * Takes the folder's lock, makes what is missing and recovers every sequence. Rejects with a `WalError`:
 * `LOCKED`, `BAD_FOLDER`, `CORRUPT_SEGMENT` or `SEGMENT_GAP`; nothing is changed then, but a torn tail.
 */
export async function openWalFolder(options: WalFolderOptions): Promise<WalFolder> {
  const settings: Settings = { ...DEFAULT_WAL_OPTIONS, ...withoutUndefined(options) };
  const { root, files, sequences } = settings;
  checkSettings(settings);
  let lock: FolderLock | undefined;
  const opened = new Map<string, WalSequence>();
  try {
    await files.makeFolder(root);
    lock = await takeFolderLock({ ...settings, folder: root });
    const id = await openSequences(settings, lock, opened);
    return openFolder(root, id, lock, opened);
  } catch (error) {
    await closeAll(opened.values());
    await lock?.release();
    if (error instanceof WalError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WalError(
      'BAD_FOLDER',
      `${root}: could not open ${sequences.join(', ')} (${reason}); ` +
        'see that the folder can be written and that its disk has room',
      { cause: error },
    );
  }
}

async function openSequences(
  settings: Settings,
  lock: FolderLock,
  opened: Map<string, WalSequence>,
): Promise<string> {
  const { root, files, sequences } = settings;
  const identity = await readIdentity(files, root);
  const known = new Set(identity?.sequences);
  for (const name of sequences) {
    const folder = `${root}/${name}`;
    if (!known.has(name)) await createSequence(files, folder);
    else if ((await files.list(folder)).every((file) => !file.endsWith('.arrow'))) {
      throw new WalError(
        'BAD_FOLDER',
        `${folder}: expected the segments of a sequence that ${root}/log.json names, was none; ` +
          `put them back, or remove all of ${root} to begin a new log`,
      );
    }
    const sequence = await WalSequence.open({ ...settings, name, folder, lock });
    opened.set(name, sequence);
    const { first, last } = sequence.state();
    if (!known.has(name) && (last > 0n || first > 1n)) {
      throw new WalError(
        'BAD_FOLDER',
        `${root}/log.json: expected it to name '${name}', which holds messages up to ${last}; ` +
          'put log.json back from a copy',
      );
    }
  }
  if (identity !== undefined && sequences.every((name) => known.has(name))) return identity.id;
  const all = new Set([...known, ...sequences]);
  const source = identity ?? settings.randomness;
  return (await writeIdentity(files, root, [...all], source)).id;
}

function openFolder(
  root: string,
  id: string,
  lock: FolderLock,
  sequences: ReadonlyMap<string, WalSequence>,
): WalFolder {
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const failed = await closeAll(sequences.values());
    await lock.release();
    if (failed.length > 0) throw failed[0];
  };
  return {
    root,
    id,
    sequence(name) {
      const sequence = sequences.get(name);
      if (sequence !== undefined) return sequence;
      const known = [...sequences.keys()].join(', ');
      throw new WalError('BAD_FOLDER', `${root}: expected one of ${known}, was '${name}'`);
    },
    close: () => (closing ??= close()),
    async [Symbol.asyncDispose]() {
      await this.close();
    },
  };
}

/** Closes all, whatever happens to one of them; gives what went wrong. */
async function closeAll(sequences: Iterable<WalSequence>): Promise<unknown[]> {
  const closed = await Promise.allSettled([...sequences].map((sequence) => sequence.close()));
  return closed.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown);
}

function checkSettings(settings: Settings): void {
  const { sequences, segmentBytes, maxPendingBytes, maxBatchBytes } = settings;
  for (const name of sequences) {
    if (/^[a-z0-9_-]{1,64}$/.test(name)) continue;
    throw new WalError(
      'BAD_FOLDER',
      `a sequence's name: expected lower-case letters, digits, - and _, was '${name}'`,
    );
  }
  for (const [name, value] of Object.entries({ segmentBytes, maxPendingBytes, maxBatchBytes })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new WalError('BAD_FOLDER', `${name}: expected a positive number of bytes, was ${value}`);
  }
}

/** Optional settings that are passed on as undefined count as absent. */
function withoutUndefined(options: WalFolderOptions): WalFolderOptions {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as WalFolderOptions;
}
