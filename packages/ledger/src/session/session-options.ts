import type { Clock, Failpoint, Logger, Metrics } from '@assay/telemetry';
import type { BuiltBatch, SourceState } from '../batch.js';
import type { UnfinishedBatch } from '../protocol/action.js';
import type { LedgerPlace } from '../read/read-entries.js';

/** What a file of the lake holds, read from the file itself. */
export interface FileContent {
  readonly rows: number;
  readonly positionDigest: string;
}

/** How to open a commit session. */
export interface CommitSessionOptions extends LedgerPlace {
  /** Random identity, made anew for every session: it tells this writer's entries from all others'. */
  readonly writer: string;
  /** The event log's state now (`() => eventLog.state()`). Asked after the commit log was read. */
  readonly log: () => Promise<SourceState>;
  /** Builds the batch of an unfinished range again, with `closeReason: 'recovery'`. */
  readonly rebuild: (unfinished: UnfinishedBatch) => Promise<BuiltBatch>;
  /**
   * Opens a local copy of a published file and counts it. Asked only when a file of an unfinished batch
   * is in the lake with other bytes than were meant (another release of the Parquet writer finished
   * it); without it such a file is foreign.
   */
  readonly inspectFile?: (path: string) => Promise<FileContent>;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** `ledger.before-<kind>` and `ledger.after-<kind>` of each entry, `ledger.after-publish-file`. */
  readonly failpoint?: Failpoint;
}
