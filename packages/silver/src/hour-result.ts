import type { SilverJoin } from '@assay/schemas';

/** One UTC date of a dataset. */
export interface DayName {
  /** Id of the dataset, such as `futures.trades.v1`. */
  readonly dataset: string;
  /** UTC date. */
  readonly date: string;
}

/** One hour of one partition value, as the compactor handles it. */
export interface HourName extends DayName {
  /** The partition value: a symbol or an underlying. */
  readonly partition: string;
  /** `00` to `23`, UTC; null where the dataset's unit is the day. */
  readonly hour: string | null;
}

/**
 * What became of one hour. Always `rowsRead` = `rowsWritten` + `duplicatesRemoved`; of an `unchanged`
 * hour the figures are those of its record.
 */
export interface HourResult extends HourName {
  /** `empty`: its Bronze files hold no row, so there is no file. `planned`: of a dry run, nothing was done. */
  readonly status: 'success' | 'unchanged' | 'empty' | 'planned';
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly duplicatesRemoved: number;
  readonly ambiguousDuplicates: number;
  /** Bronze files that the hour is made of. */
  readonly files: number;
  readonly seconds: number;
  /** Why it was rebuilt, or why not. */
  readonly reason: string;
  /** What the join found; absent where nothing is joined. */
  readonly enrichment?: SilverJoin;
}

/** An hour, or where `partition` is null a date as a whole, of which not even the hours are known. */
export interface HourOrDayName extends DayName {
  readonly partition: string | null;
  /** As of `HourName`; null for a date as a whole, too. */
  readonly hour: string | null;
}

/** What could not be compacted, and why: a typed error of this package or of one below. */
export interface HourFailure extends HourOrDayName {
  readonly error: unknown;
}
