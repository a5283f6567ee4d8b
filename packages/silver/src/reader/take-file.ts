import { stat } from 'node:fs/promises';
import { StorageError, type ObjectSnapshot, type ObjectStore } from '@assay/storage';
import { pause, type Clock } from '@assay/telemetry';
import { SilverError } from '../errors.js';
import { hourFileKey } from '../hour-file.js';
import type { RecordedHour } from './find-hours.js';
import type { KnownFile, KnownFiles } from './known-files.js';

/** What taking a file stands on. */
export interface TakeParts {
  readonly store: ObjectStore;
  readonly known: KnownFiles;
  readonly clock: Clock;
}

/** A snapshot whose digest was accepted. */
export interface TakenFile extends KnownFile {
  readonly snapshot: ObjectSnapshot;
}

/** A file of another digest. */
export interface OtherFile {
  readonly snapshot?: undefined;
  readonly sha256: string;
}

/** Who empties the cache while it is read is waited for so long. */
const PATIENCE_MS = 3_000;
const PAUSE_MS = 10;

/**
 * A snapshot of an hour's file; undefined when there is none. What the file holds is looked at only
 * when its digest is accepted. Where somebody takes the copy away just now it is fetched once more.
 */
export async function takeFile(
  parts: TakeParts,
  hour: RecordedHour,
  accept: (sha256: string) => boolean | Promise<boolean>,
): Promise<TakenFile | OtherFile | undefined> {
  const startedMs = parts.clock.monotonicMs();
  for (;;) {
    try {
      return await takeOnce(parts, hour, accept);
    } catch (error) {
      const mayHelp = (error as { readonly retryable?: unknown }).retryable === true;
      if (!mayHelp || parts.clock.monotonicMs() - startedMs > PATIENCE_MS) {
        throw error;
      }
      await pause(parts.clock, PAUSE_MS);
    }
  }
}

async function takeOnce(
  { store, known }: TakeParts,
  hour: RecordedHour,
  accept: (sha256: string) => boolean | Promise<boolean>,
): Promise<TakenFile | OtherFile | undefined> {
  const key = keyOf(hour);
  let snapshot: ObjectSnapshot;
  try {
    snapshot = await store.snapshot(key);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
  let isTaken = false;
  try {
    const sha256 = await known.sha256Of(store, key, snapshot);
    if (!(await accept(sha256))) {
      return { sha256 };
    }
    const columns = await known.columnsOf(hour.dataset, sha256, snapshot.path);
    isTaken = true;
    return { snapshot, sha256, columns };
  } catch (cause) {
    if (await isThere(snapshot.path)) {
      throw cause;
    }
    throw new SilverError(
      'OVERTAKEN',
      `${key}: expected its copy to stay, was removed while it was opened: read again`,
      { retryable: true, cause },
    );
  } finally {
    if (!isTaken) {
      await snapshot.release();
    }
  }
}

/** The one file of an hour. */
export function keyOf({ dataset, date, record: { partition, hour } }: RecordedHour): string {
  return hourFileKey(dataset, partition, date, hour);
}

/** Whether there is a file. */
export async function isThere(path: string): Promise<boolean> {
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
