import type { RunLookup } from '@assay/ledger';
import type { BronzeWriterOptions } from '../writer/writer-options.js';
import type { WriterTotals } from '../writer/writer.js';

/** How to keep a shard. */
export interface ShardKeeperOptions extends BronzeWriterOptions {
  /**
   * What to do while another process stores the shard: `wait` for its end as a hot standby (the
   * default), or `refuse`, for a command that has one job and one try.
   */
  readonly whileTaken?: 'wait' | 'refuse';
}

/**
 * `starting`: before its first claim. `standby`: another process stores the shard. `active`: this one
 * does. `recovering`: its writer failed of something that passes, and another one follows.
 */
export type ShardRole = 'starting' | 'standby' | 'active' | 'recovering';

/** Where the keeper of a shard stands: all its writers together. */
export interface KeeperStatus extends WriterTotals {
  readonly role: ShardRole;
  /** Why it is not active. */
  readonly problem?: string;
}

/**
 * Sees to it that a shard is stored, for as long as it runs: as a hot standby while another process
 * does, else by a writer of its own, and by another one after what passes. Questions about runs are
 * answered while it is active, and are `NOT_RUNNING` otherwise.
 */
export interface ShardKeeper extends RunLookup, AsyncDisposable {
  /**
   * Resolves once it is active, or stands by. Rejects when its first writer cannot start, or, where it
   * is to refuse, when another process stores the shard (`SHARD_TAKEN`).
   */
  start(): Promise<void>;
  /**
   * Stores everything the log holds by now, if it is active, and lets go of the shard. Rejects with
   * what keeps the log from being stored.
   */
  stop(): Promise<void>;
  /** Resolves once everything that the log holds by now is committed. */
  flushAll(): Promise<void>;
  status(): KeeperStatus;
  /** Resolves when it has stopped, rejects when it cannot go on. */
  readonly done: Promise<void>;
}
