import type { SharedEngine } from '@assay/query';
import { sqlText } from '@assay/schemas';
import type { RecordedHour } from './find-hours.js';
import { pinHours, releaseAll, renewGone, type PinnedHour, type PinParts } from './pin-hours.js';
import type { Window } from './window.js';

/** Contracts traded, by symbol. */
export type Volume = ReadonlyMap<string, bigint>;

/** Sums what was traded. */
export interface Volumes {
  /** The sum of `size` by symbol over the trades of these hours in the window. */
  of(hours: readonly RecordedHour[], window: Window): Promise<Volume>;
}

/** Sessions of which a volume is remembered: a year of them is little. */
const REMEMBERED = 512;
const TRIES = 20;

/** Volumes are remembered by the digests of the files that they were summed over. */
export function createVolumes(parts: PinParts, engine: SharedEngine): Volumes {
  const known = new Map<string, Volume>();

  async function sum(pinned: readonly PinnedHour[], window: Window): Promise<Volume> {
    for (let tries = 1; ; tries += 1) {
      const session = await engine.take();
      try {
        const rows = await session.rows(volumeSql(pinned, window));
        return new Map(rows.map(({ symbol, volume }) => [String(symbol), BigInt(String(volume))]));
      } catch (error) {
        if (tries === TRIES || !(await renewGone(pinned))) {
          throw error;
        }
      } finally {
        await engine.giveBack();
      }
    }
  }

  return {
    of: async (hours, window) => {
      if (hours.length === 0) {
        return new Map();
      }
      const recorded = nameOf(
        window,
        hours.map(({ record }) => record.output?.sha256),
      );
      const before = known.get(recorded);
      if (before !== undefined) {
        return before;
      }
      const pinned = await pinHours(parts, hours);
      try {
        const volume = await sum(pinned, window);
        // An hour may still be the one before the record's: then this is not the record's volume.
        const read = nameOf(
          window,
          pinned.map(({ file }) => file.sha256),
        );
        if (known.size >= REMEMBERED) {
          known.clear();
        }
        known.set(read, volume);
        return volume;
      } finally {
        await releaseAll(pinned);
      }
    },
  };
}

function nameOf({ startNs, endNs }: Window, digests: readonly (string | undefined)[]): string {
  return [startNs, endNs, ...digests].join(' ');
}

function volumeSql(pinned: readonly PinnedHour[], { startNs, endNs }: Window): string {
  const files = pinned.map(({ path }) => sqlText(path)).join(', ');
  return `SELECT "symbol" AS symbol, sum("size"::BIGINT)::BIGINT AS volume
    FROM read_parquet([${files}], union_by_name = true, hive_partitioning = false)
    WHERE "ts_event_ns" >= ${startNs} AND "ts_event_ns" < ${endNs}
    GROUP BY "symbol" ORDER BY "symbol"`;
}
