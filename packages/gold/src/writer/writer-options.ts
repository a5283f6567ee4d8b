import type { EventLog } from '@assay/bus';
import type { CommitEntry, OpenPlace } from '@assay/ledger';
import type { QueryOptions } from '@assay/query';
import type { DatasetRegistry } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Clock, Failpoint, Logger, Metrics, Randomness } from '@assay/telemetry';
import { DEFAULT_GOLD_LIMITS, type GoldLimits } from '../limits.js';

/** When a batch of messages closes: at the first limit it reaches. */
export interface WriterLimits extends GoldLimits {
  /** Payload bytes at which a batch takes in nothing more. */
  readonly maxBytes: number;
}

export const DEFAULT_WRITER_LIMITS: WriterLimits = {
  ...DEFAULT_GOLD_LIMITS,
  maxBytes: 32 * 1024 * 1024,
};

/** What a Gold writer works with. */
export interface GoldWriterOptions {
  /** The log to store: one shard. */
  readonly log: EventLog;
  /** The lake. */
  readonly store: ObjectStore;
  /** The shard's name in the lake: a stream's name, or `levels`. No shard of Bronze may have it. */
  readonly shard: string;
  /** Local folder for files being built. */
  readonly stagingFolder: string;
  /** Of its datasets those of the Gold tier are stored. */
  readonly registry?: DatasetRegistry;
  readonly limits?: Partial<WriterLimits>;
  /** From a foreign payload's instant to its `ts_known_ns`, where it gives none (default 500 ms). */
  readonly latenessNs?: bigint;
  readonly query?: QueryOptions;
  /** Opens the lakes that seals name, where files with older rows were archived. */
  readonly openPlace?: OpenPlace;
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
