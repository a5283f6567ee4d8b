import type { AnyRow, Dataset } from '@assay/schemas';

/**
 * A feed file, decoded: batches of rows in file order, then a report. Iterate once. A feed that
 * fails half-way yields every row before the failure, then throws a `FeedError`; the report then
 * says `complete: false`.
 */
export interface Feed extends AsyncIterable<FeedBatch> {
  /** What has been read so far. */
  report(): FeedReport;
  /** Lets go of the file. Called by the iteration itself when it ends. */
  close(): Promise<void>;
}

/**
 * Events of one dataset that follow one another. Each event offered, refused or not, takes the next
 * ordinal of its dataset: `rows[i]` has ordinal `firstOrdinal + i`, which depends on the file and
 * the options only, never on batching.
 */
export interface FeedBatch {
  readonly dataset: Dataset;
  readonly firstOrdinal: number;
  /**
   * One property a column. A refused event is here too, in its place, with what the file does say:
   * it does not fit its dataset, so that Bronze stores it as a dead letter.
   */
  readonly rows: readonly AnyRow[];
  /** The refused among `rows`, by ascending index. */
  readonly refusals: readonly Refusal[];
}

/** Why an event is not a row of its dataset. */
export type RefusalCode =
  /** Nothing in the file names the instrument at that time. */
  | 'UNKNOWN_INSTRUMENT'
  /** The file gives the instrument more than one name, or the name to more than one instrument. */
  | 'AMBIGUOUS_INSTRUMENT'
  /** An option on a future: no dataset holds it. */
  | 'OPTION_ON_FUTURE'
  | 'UNDEFINED_TIME'
  | 'TIME_OUT_OF_RANGE'
  | 'UNDEFINED_PRICE'
  | 'PRICE_OUT_OF_RANGE'
  | 'SIZE_OUT_OF_RANGE'
  | 'UNKNOWN_SIDE'
  | 'UNKNOWN_ACTION'
  /** A line that is not one of its table: fields are missing, or one is no number. */
  | 'MALFORMED';

/** What keeps an event from being a row. */
export interface Problem {
  readonly code: RefusalCode;
  /** What was expected and what was there, for people. */
  readonly detail: string;
}

export interface Refusal extends Problem {
  /** Place in the batch's `rows`. */
  readonly index: number;
  /** Number of the record in the file, from 1. */
  readonly record: number;
  /** The record as it stands in the file. */
  readonly bytes: Uint8Array;
}

/** Refusals of one kind: how many, and the first of them. */
export interface RefusalCount {
  readonly code: RefusalCode;
  readonly dataset: string;
  readonly count: number;
  readonly firstRecord: number;
  readonly firstDetail: string;
}

/** Records that are no events of a dataset. */
export interface IgnoredCount {
  /** E.g. `system message`, `unknown record type 99`. */
  readonly kind: string;
  readonly count: number;
  readonly firstRecord: number;
}

export interface FeedReport {
  readonly format: string;
  readonly file: string;
  /** Whether the file was read to its end. */
  readonly complete: boolean;
  /** Records read, of any kind. */
  readonly records: number;
  /** Rows delivered by dataset id, without the refused. */
  readonly rowsByDataset: Readonly<Record<string, number>>;
  readonly refused: readonly RefusalCount[];
  readonly ignored: readonly IgnoredCount[];
  /** Events left out because their symbol was not asked for. */
  readonly filtered: number;
  /** Book levels that the source has and the dataset does not hold. */
  readonly droppedLevels: number;
  /** Earliest and latest `ts_event_ns` among the rows. */
  readonly firstTsNs: bigint | undefined;
  readonly lastTsNs: bigint | undefined;
  /** Symbols (of options: underlyings) of the rows, sorted. */
  readonly symbols: readonly string[];
  /** Things worth knowing that cost no row, one sentence each. */
  readonly warnings: readonly string[];
}
