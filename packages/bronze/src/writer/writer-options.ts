import type { EventLog } from '@assay/bus';
import type { CommitEntry } from '@assay/ledger';
import type { QueryOptions } from '@assay/query';
import type { DatasetRegistry } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Clock, Failpoint, Logger, Metrics, Randomness } from '@assay/telemetry';

/** When a batch closes: at the first limit it reaches. Count and age are soft, bytes are hard. */
export interface BatchLimits {
  /** Events after which a batch is due; while a flush is under way the next one keeps filling. */
  readonly maxEvents: number;
  /** Seconds after its first message at which a batch is due. */
  readonly maxSeconds: number;
  /** Bytes (payload, and dead letters beside it) at which a batch takes in nothing more. */
  readonly maxBytes: number;
  /**
   * Files beyond which a batch is spread: thousands of symbols would each get a file of a row or two.
   * Count and age let a spread batch fill on until it averages `minRowsPerFile`, or is
   * `maxSpreadSeconds` old.
   */
  readonly spreadFiles: number;
  readonly minRowsPerFile: number;
  readonly maxSpreadSeconds: number;
}

export const DEFAULT_LIMITS: BatchLimits = {
  maxEvents: 1_000,
  maxSeconds: 5,
  maxBytes: 128 * 1024 * 1024,
  spreadFiles: 64,
  minRowsPerFile: 16,
  maxSpreadSeconds: 60,
};

/** A backfill has no reader waiting: few large files instead of many small ones. */
export const BACKFILL_LIMITS: BatchLimits = {
  ...DEFAULT_LIMITS,
  maxEvents: 1_000_000,
  maxSeconds: 3_600,
  maxSpreadSeconds: 3_600,
};

/** What a Bronze writer works with. */
export interface BronzeWriterOptions {
  /** The log to store: one shard. */
  readonly log: EventLog;
  /** The lake. */
  readonly store: ObjectStore;
  /** The shard's name in the lake: a stream's name, or `market` for the embedded log. */
  readonly shard: string;
  /** Local folder for files being built. */
  readonly stagingFolder: string;
  readonly registry?: DatasetRegistry;
  readonly limits?: Partial<BatchLimits>;
  /** The engine's limits. Memory is shared by the two files that are built at a time. */
  readonly query?: QueryOptions;
  /** Seconds between two comparisons of the log with what is stored of it (default 30). */
  readonly lineageCheckSeconds?: number;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly failpoint?: Failpoint;
  /** Called after each commit: the durability watermark. What it throws ends the writer. */
  readonly onCommit?: (commit: CommitEntry) => void;
}
