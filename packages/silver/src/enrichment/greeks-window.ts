import { NS_PER_HOUR, NS_PER_SECOND } from '@assay/schemas';
import { SilverError } from '../errors.js';
import { spanText } from '../plan/span-text.js';

/** Greatest age of a snapshot that still describes a trade, unless told otherwise: 10 seconds. */
export const DEFAULT_TOLERANCE_NS = 10n * NS_PER_SECOND;

/** A longer tolerance would reach past the day before. */
const LONGEST_TOLERANCE_NS = 24n * NS_PER_HOUR;

/** The instants whose snapshots an hour of trades looks at: `[startNs, endNs)`. */
export interface GreeksWindow {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** What is known of a file's event times; bounds are inclusive, null in a file without rows. */
interface TimeBounds {
  readonly min_ts: bigint | null;
  readonly max_ts: bigint | null;
}

/**
 * `[hour start − tolerance, hour end)`: everything that may be joined to a trade of the hour, and all that
 * is looked at. What an hour becomes depends on the rows in it and on nothing else, however Bronze
 * happened to cut them into files.
 *
 * Throws `BAD_REQUEST` for a tolerance below 0 or above 24 hours.
 */
export function greeksWindow(hourStartNs: bigint, toleranceNs: bigint): GreeksWindow {
  if (toleranceNs < 0n || toleranceNs > LONGEST_TOLERANCE_NS) {
    throw new SilverError(
      'BAD_REQUEST',
      `tolerance: expected 0 to ${spanText(LONGEST_TOLERANCE_NS)}, was ${spanText(toleranceNs)}`,
    );
  }
  return { startNs: hourStartNs - toleranceNs, endNs: hourStartNs + NS_PER_HOUR };
}

/**
 * Of greeks' Bronze files, those that may hold a row of the window: what the hour's record has to list.
 * They are those of the trades' underlying, of the hour's date and of the date before; a file that
 * does not say its bounds is among them.
 */
export function greeksFilesIn<File extends { readonly file: TimeBounds }>(
  files: readonly File[],
  window: GreeksWindow,
): File[] {
  return files.filter(({ file: { min_ts: min, max_ts: max } }) => {
    const isBefore = max !== null && max < window.startNs;
    const isAfter = min !== null && min >= window.endNs;
    return !isBefore && !isAfter;
  });
}
