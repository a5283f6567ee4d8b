import type { ReplayTarget } from '@assay/bronze';
import type { EventLog } from '@assay/bus';
import type { CommitEntry } from '@assay/ledger';

/** One shard of the event log, with the name that the lake knows it by. */
export interface Shard {
  readonly name: string;
  readonly log: EventLog;
}

/** The event log of the service. */
export interface ServiceLog {
  /** Every log of market events: what the level engine reads. */
  readonly market: readonly Shard[];
  /** Those of them that this service stores in Bronze, each by a writer of its own: all, some, or none. */
  readonly shards: readonly Shard[];
  /** Signals: what the level engine publishes, and those of other producers. */
  readonly levels: Shard;
  /** Appends to the shard that the message's subject belongs to; resolves once it is durable. */
  append: EventLog['append'];
  /** Tells producers, where they can be told, what is stored for good. Never fails. */
  tellStored(commit: CommitEntry): void;
  /**
   * The log as what dead letters go back into, and whether what is in it is stored once `flushAll` has
   * resolved, which stores all that it holds by then.
   */
  replayTarget(flushAll: () => Promise<void>): {
    readonly target: ReplayTarget;
    readonly stores: boolean;
  };
  /** Of which kind and where, for the banner. */
  readonly description: string;
  /** Whether its server can be reached now; an embedded log always can. */
  isReachable(): boolean;
  close(): Promise<void>;
}
