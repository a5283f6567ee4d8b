import type { Clock, Failpoint, Logger, Metrics } from '@assay/telemetry';
import type { BuiltBatch, MessageCheck, MessageMark, SourceState } from '../batch.js';
import type { UpkeepOptions } from '../checkpoint/log-keeper.js';
import type { UnfinishedBatch } from '../protocol/action.js';
import type { LedgerPlace } from '../read/read-entries.js';

/** What a file of the lake holds, read from the file itself. */
export interface FileContent {
  readonly rows: number;
  readonly positionDigest: string;
  /** Every `_pos`, ascending. */
  readonly positions?: readonly bigint[];
  readonly kind?: 'rows' | 'dead-letters';
  readonly dataset?: string;
  /** As in `StagedFile`; empty for dead letters. */
  readonly partition?: string;
  /** Bounds of `ts_event_ns`, both inclusive; undefined for dead letters and files without rows. */
  readonly minTsEventNs?: bigint | undefined;
  readonly maxTsEventNs?: bigint | undefined;
}

/** A file without rows on this machine, of the form that a key's files have. */
export interface EmptyFile {
  readonly path: string;
}

/** How to open a commit session. */
export interface CommitSessionOptions extends LedgerPlace {
  /** Random identity, made anew for every session: it tells this writer's entries from all others'. */
  readonly writer: string;
  /** The event log's state now (`() => eventLog.state()`). Asked after the commit log was read. */
  readonly log: () => Promise<SourceState>;
  /**
   * What the event log holds at a sequence now (`eventLog.markAt`). Without it a log that was rewound is
   * noticed only where it ends before what is committed.
   */
  readonly markAt?: (sequence: bigint) => Promise<MessageMark | undefined>;
  /**
   * `messageCheck` of the messages that the event log holds in `[from, to]` now, ascending. Asked only
   * after a rewind. Without it a divergence is known to the batch, not to the message.
   */
  readonly checksOf?: (from: bigint, to: bigint) => Promise<readonly MessageCheck[]>;
  /**
   * Builds the batch of an unfinished range again, with `closeReason: 'recovery'`. A range whose `to` is
   * `from - 1` gives an empty batch, and the log is not read.
   */
  readonly rebuild: (unfinished: UnfinishedBatch) => Promise<BuiltBatch>;
  /**
   * Opens a local copy of a published file and reads it. Asked only in a recovery: for a file with other
   * bytes than were meant, and for those that stay as they are while the rest is built by another
   * decoder. Without it such a file is foreign.
   */
  readonly inspectFile?: (path: string) => Promise<FileContent>;
  /**
   * Builds a file with no rows for an announced name that shall never hold any. Without it a batch that
   * today's decoder builds otherwise, or whose log is gone, is refused.
   */
  readonly closeName?: (key: string) => Promise<EmptyFile>;
  /** How often checkpoints and segments are written, beside the commits. */
  readonly upkeep?: UpkeepOptions;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** `ledger.before-<kind>` and `ledger.after-<kind>` of each entry, `ledger.after-publish-file`. */
  readonly failpoint?: Failpoint;
}
