import type { ReplayTarget } from '@assay/bronze';
import type { EventLog } from '@assay/bus';
import type { CommitEntry } from '@assay/ledger';

/** One shard of the event log, with the name that the lake knows it by. */
export interface Shard {
  readonly name: string;
  readonly log: EventLog;
}

/** The event log of the service: each shard that it stores has a Bronze writer of its own. */
export interface ServiceLog {
  /** Those that this service stores: all, or some of them. */
  readonly shards: readonly Shard[];
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
