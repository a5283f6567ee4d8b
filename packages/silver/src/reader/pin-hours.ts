import { inLanes } from '@assay/ledger';
import { pause } from '@assay/telemetry';
import type { SilverCatalog } from '../catalog/silver-catalog.js';
import { SilverError } from '../errors.js';
import { compactCommand } from './absent-hours.js';
import type { HourFinder, RecordedHour } from './find-hours.js';
import type { KnownFile } from './known-files.js';
import { isThere, keyOf, takeFile, type TakenFile, type TakeParts } from './take-file.js';

/** One hour's file, held: its bytes do not change. */
export interface PinnedHour {
  readonly hour: RecordedHour;
  readonly file: KnownFile;
  /** Where it is now. Elsewhere after `renew`. */
  readonly path: string;
  /** Whether somebody removed the file, such as the cache with all that is in it. */
  isGone(): Promise<boolean>;
  /**
   * Takes the same bytes once more. Throws `OVERTAKEN` when the hour was replaced since: what was read
   * of it cannot be gone on with.
   */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/** What pinning stands on. */
export interface PinParts extends TakeParts {
  readonly catalog: SilverCatalog;
  /** Whether an hour cannot be made again; where nobody can tell, it is taken for one that can. */
  readonly isFrozen?: HourFinder['isFrozen'];
}

/** Files fetched at once: more would only wait for each other. */
const LANES = 4;
/** A compactor records an hour, then publishes it: its first file may be a moment away. */
const TRIES = 7;
const FIRST_PAUSE_MS = 20;

/**
 * Holds the file of every hour, in their order. Throws `NOT_COMPACTED` where a record has no file,
 * `FILE_CHANGED` where the file is none that was recorded, and releases what it held.
 *
 * @param onlyHead whether the latest recorded file alone will do, and not the one before it
 */
export async function pinHours(
  parts: PinParts,
  hours: readonly RecordedHour[],
  onlyHead = false,
): Promise<PinnedHour[]> {
  const pinned: PinnedHour[] = [];
  try {
    const jobs = hours.map((hour, index) => async () => {
      pinned[index] = await pinHour(parts, hour, onlyHead);
    });
    await inLanes(LANES, jobs);
    return pinned;
  } catch (error) {
    await releaseAll(pinned.filter((each) => (each as PinnedHour | undefined) !== undefined));
    throw error;
  }
}

export async function releaseAll(pinned: readonly PinnedHour[]): Promise<void> {
  await Promise.all(pinned.map((each) => each.release()));
}

/** Takes anew what was taken away of these files; false when all are there. */
export async function renewGone(pinned: readonly PinnedHour[]): Promise<boolean> {
  const gone = await Promise.all(pinned.map((each) => each.isGone()));
  const missing = pinned.filter((_, index) => gone[index]);
  await Promise.all(missing.map((each) => each.renew()));
  return missing.length > 0;
}

async function pinHour(parts: PinParts, hour: RecordedHour, onlyHead: boolean) {
  for (let tries = 1; ; tries += 1) {
    const accept = (sha256: string) => isRecorded(parts, hour, sha256, onlyHead);
    const taken = await takeFile(parts, hour, accept);
    if (taken?.snapshot !== undefined) {
      return createPinnedHour(parts, hour, taken);
    }
    if (tries === TRIES) {
      throw await unusable(parts, hour, taken?.sha256, onlyHead);
    }
    await pause(parts.clock, FIRST_PAUSE_MS * 2 ** (tries - 1));
  }
}

/** The catalog is asked after the file was taken: a file is recorded before it is there. */
async function isRecorded(
  { catalog }: PinParts,
  { dataset, date, record: { partition, hour, output } }: RecordedHour,
  sha256: string,
  onlyHead: boolean,
): Promise<boolean> {
  if (!onlyHead && output?.sha256 === sha256) {
    return true;
  }
  const day = await catalog.day(dataset, date);
  return onlyHead
    ? day.hourOf(partition, hour)?.output?.sha256 === sha256
    : day.historyOf(partition, hour).includes(sha256);
}

function createPinnedHour(parts: PinParts, hour: RecordedHour, first: TakenFile): PinnedHour {
  let { snapshot } = first;
  return {
    hour,
    file: first,
    get path() {
      return snapshot.path;
    },
    isGone: async () => !(await isThere(snapshot.path)),
    renew: async () => {
      const again = await takeFile(parts, hour, (sha256) => sha256 === first.sha256);
      if (again?.snapshot === undefined) {
        throw new SilverError(
          'OVERTAKEN',
          `${keyOf(hour)}: expected the file that was being read, whose copy was removed, was ` +
            `${again === undefined ? 'none' : 'replaced by a compaction'}: read again`,
          { retryable: true },
        );
      }
      await snapshot.release();
      ({ snapshot } = again);
    },
    release: () => snapshot.release(),
  };
}

async function unusable(
  { catalog, isFrozen: ask }: PinParts,
  hour: RecordedHour,
  was: string | undefined,
  onlyHead: boolean,
): Promise<SilverError> {
  const { dataset, date, record } = hour;
  const key = keyOf(hour);
  const isFrozen = (await ask?.(hour)) === true;
  const restore = 'bring that file back from a copy of the lake';
  const compact = `run ${compactCommand(dataset, date, record.partition)}`;
  const midway = `a compaction is under way or ended in the middle: ${compact}`;
  const command = isFrozen ? `Bronze of it was deleted by retention: ${restore}` : compact;
  if (was === undefined) {
    return new SilverError(
      'NOT_COMPACTED',
      `${key}: expected the file that Silver's catalog records, was none; ${isFrozen ? command : midway}`,
    );
  }
  const day = await catalog.day(dataset, date);
  const expected = day.hourOf(record.partition, record.hour)?.output?.sha256;
  if (onlyHead && day.historyOf(record.partition, record.hour).includes(was)) {
    // Of a frozen hour compaction records once more what stands there.
    return new SilverError(
      'NOT_COMPACTED',
      `${key}: expected SHA-256 ${expected ?? 'of a file'}, which was recorded last, was an older ` +
        `file; ${midway}`,
    );
  }
  return new SilverError(
    'FILE_CHANGED',
    `${key}: expected SHA-256 ${expected ?? 'of a record'}, was ${was}, which no compaction ` +
      `recorded${isFrozen ? '; ' : ': '}${command}`,
  );
}
