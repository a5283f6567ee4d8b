import { stat } from 'node:fs/promises';
import { placeFolder, SILVER_FILE_NAME } from '@assay/schemas';
import { StorageError, type ObjectSnapshot, type ObjectStore } from '@assay/storage';
import { pause, type Clock } from '@assay/telemetry';
import type { SilverCatalog } from '../catalog/silver-catalog.js';
import { SilverError } from '../errors.js';
import { compactCommand } from './absent-hours.js';
import type { RecordedHour } from './find-hours.js';
import { inLanes } from './in-lanes.js';
import type { KnownFile, KnownFiles } from './known-files.js';

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
export interface PinParts {
  readonly store: ObjectStore;
  readonly catalog: SilverCatalog;
  readonly known: KnownFiles;
  readonly clock: Clock;
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
    await inLanes(LANES, hours, async (hour, index) => {
      pinned[index] = await pinHour(parts, hour, onlyHead);
    });
    return pinned;
  } catch (error) {
    await releaseAll(pinned.filter((each) => (each as PinnedHour | undefined) !== undefined));
    throw error;
  }
}

export async function releaseAll(pinned: readonly PinnedHour[]): Promise<void> {
  await Promise.all(pinned.map((each) => each.release()));
}

async function pinHour(parts: PinParts, hour: RecordedHour, onlyHead: boolean) {
  const { dataset, date, record } = hour;
  for (let tries = 1; ; tries += 1) {
    const taken = await takeSnapshot(parts, hour);
    if (taken !== undefined && (await isRecordedOrReleased(parts, hour, taken, onlyHead))) {
      return createPinnedHour(parts, hour, taken);
    }
    if (tries === TRIES) {
      const day = await parts.catalog.day(dataset, date);
      const expected = day.hourOf(record.partition, record.hour)?.output?.sha256;
      throw unusable(hour, taken?.file.sha256, expected, onlyHead);
    }
    await pause(parts.clock, FIRST_PAUSE_MS * 2 ** (tries - 1));
  }
}

interface Taken {
  readonly snapshot: ObjectSnapshot;
  readonly file: KnownFile;
}

/** Undefined when there is no file. */
async function takeSnapshot(parts: PinParts, hour: RecordedHour): Promise<Taken | undefined> {
  const key = keyOf(hour);
  let snapshot: ObjectSnapshot;
  try {
    snapshot = await parts.store.snapshot(key);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
  try {
    return { snapshot, file: await parts.known.of(parts.store, hour.dataset, key, snapshot) };
  } catch (error) {
    const isGone = !(await isThere(snapshot.path));
    await snapshot.release();
    if (isGone) {
      // Somebody removed the cache just now: the next try fetches it again.
      return undefined;
    }
    throw error;
  }
}

/** A snapshot that is none of a recorded file is given back. */
async function isRecordedOrReleased(
  parts: PinParts,
  hour: RecordedHour,
  { snapshot, file }: Taken,
  onlyHead: boolean,
): Promise<boolean> {
  let isLegal = false;
  try {
    isLegal = await isRecorded(parts, hour, file, onlyHead);
    return isLegal;
  } finally {
    if (!isLegal) {
      await snapshot.release();
    }
  }
}

/** The catalog is asked after the file was taken: a file is recorded before it is there. */
async function isRecorded(
  { catalog }: PinParts,
  { dataset, date, record: { partition, hour, output } }: RecordedHour,
  { sha256 }: KnownFile,
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

function createPinnedHour(parts: PinParts, hour: RecordedHour, first: Taken): PinnedHour {
  let { snapshot } = first;
  return {
    hour,
    file: first.file,
    get path() {
      return snapshot.path;
    },
    isGone: async () => !(await isThere(snapshot.path)),
    renew: async () => {
      const taken = await takeSnapshot(parts, hour);
      if (taken?.file.sha256 !== first.file.sha256) {
        await taken?.snapshot.release();
        throw new SilverError(
          'OVERTAKEN',
          `${keyOf(hour)}: expected the file that was being read, whose copy was removed, was ` +
            `${taken === undefined ? 'none' : 'replaced by a compaction'}: read again`,
          { retryable: true },
        );
      }
      await snapshot.release();
      ({ snapshot } = taken);
    },
    release: () => snapshot.release(),
  };
}

function unusable(
  hour: RecordedHour,
  was: string | undefined,
  expected: string | undefined,
  onlyHead: boolean,
): SilverError {
  const { dataset, date, record } = hour;
  const key = keyOf(hour);
  const command = compactCommand(dataset, date, record.partition);
  if (was === undefined) {
    return new SilverError(
      'NOT_COMPACTED',
      `${key}: expected the file that Silver's catalog records, was none: a compaction is under way ` +
        `or ended in the middle: run ${command}`,
    );
  }
  if (onlyHead) {
    return new SilverError(
      'NOT_COMPACTED',
      `${key}: expected the file of the latest record (SHA-256 ${expected ?? 'none'}), was an older ` +
        `one: a compaction is under way or ended in the middle: run ${command}`,
    );
  }
  return new SilverError(
    'FILE_CHANGED',
    `${key}: expected SHA-256 ${expected ?? 'of a record'}, was ${was}, which no compaction recorded: ` +
      `run ${command} --force`,
  );
}

function keyOf({ dataset, date, record: { partition, hour } }: RecordedHour): string {
  const place = { dataset, value: partition, date, hour: hour ?? undefined };
  return `${placeFolder(place, 'silver')}/${SILVER_FILE_NAME}`;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
