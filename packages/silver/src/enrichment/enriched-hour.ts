import type { SilverJoin } from '@assay/schemas';
import type { BronzeRowFile } from '../compaction/bronze-rows.js';
import type { BuildHourRequest, BuiltHour } from '../compaction/build-hour.js';

/** The Bronze files that one hour of enriched option trades is made of, and the file to be made. */
export interface BuildEnrichedHourRequest extends Omit<BuildHourRequest, 'dataset'> {
  /**
   * Files of `options.greeks_snapshots.v1` of the same underlying: `greeksFilesIn` the hour's window. Rows
   * of theirs outside the window play no part. None is allowed.
   */
  readonly greeks: readonly BronzeRowFile[];
  /** First instant of the hour (ns, UTC). */
  readonly hourStartNs: bigint;
  /** Greatest age of a snapshot that still describes a trade. */
  readonly toleranceNs: bigint;
}

/**
 * What became of the hour: as of the trades alone, and what the join found for those that were written
 * (`joined + stale + none = rowsWritten`).
 *
 * - `joined`: a snapshot at or before the trade, at most the tolerance old.
 * - `stale`: only older ones, in the window `[hour start − tolerance, hour end)`. A snapshot before the
 *   window is not looked for, so that the counts follow from the hour's inputs.
 * - `none`: no snapshot in the window at or before the trade.
 */
export type BuiltEnrichedHour = BuiltHour & SilverJoin;
