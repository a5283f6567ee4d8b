import type { AnyRow, Dataset } from '@assay/schemas';

/** What a writer has stored since it started. */
export interface GoldTotals {
  /** The last sequence that is stored for good; undefined before the shard is claimed. */
  readonly committedTo: bigint | undefined;
  readonly epoch: number | undefined;
  readonly rows: number;
  readonly deadLetters: number;
  /** Rows left out because one of the same key is stored. */
  readonly repeats: number;
  /** Messages left out because an engine of this lake stores what they publish. */
  readonly ownPublications: number;
  readonly batches: number;
}

/** The exactly-once writer of a shard of Gold messages. Make it with `createGoldWriter`. */
export interface GoldWriter extends AsyncDisposable {
  /**
   * Claims the shard, finishes an unfinished batch, and begins to store what the log holds. A writer
   * lives once: after a failure or `stop`, make a new one.
   */
  start(): Promise<void>;
  /**
   * Stores everything the log holds by now, then lets go of the shard. Rejects with what the writer
   * failed of, if it did; everything is closed by then all the same.
   */
  stop(): Promise<void>;
  /**
   * Checks a payload of `levels.signals` (an object, or JSON text whose int64 may have any digits) and
   * appends it to the log; resolves with its sequence once it is durable. Rejects with `BAD_PAYLOAD`.
   */
  writeLevelSignals(payload: object | string): Promise<bigint>;
  /** Appends rows of a Gold dataset to the log; resolves with the sequence of their message. */
  write(dataset: Dataset, rows: readonly AnyRow[]): Promise<bigint>;
  /** Resolves once everything that the log holds by now is committed. */
  flushAll(): Promise<void>;
  totals(): GoldTotals;
  /** Resolves when the writer has stopped, rejects when it failed. */
  readonly done: Promise<void>;
}
