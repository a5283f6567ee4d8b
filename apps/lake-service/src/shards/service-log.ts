import type { EventLog } from '@assay/bus';

/** One shard of the event log, with the name that the lake knows it by. */
export interface Shard {
  readonly name: string;
  readonly log: EventLog;
}

/** The event log that the service stores: each shard has a Bronze writer of its own. */
export interface ServiceLog {
  readonly shards: readonly Shard[];
  /** Appends to the shard that the message's subject belongs to; resolves once it is durable. */
  append: EventLog['append'];
  /** Of which kind and where, for the banner. */
  readonly description: string;
  /** Whether its server can be reached now; an embedded log always can. */
  isReachable(): boolean;
  close(): Promise<void>;
}
