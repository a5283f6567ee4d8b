import type { GoldTotals } from '../writer/gold-writer.js';

/**
 * `starting`: before its first claim. `standby`: another process stores the shard. `active`: this one
 * does. `recovering`: its writer failed of something that passes, and another one follows.
 */
export type GoldRole = 'starting' | 'standby' | 'active' | 'recovering';

/** Where the keeper of a shard stands: all its writers together. */
export interface GoldKeeperStatus extends GoldTotals {
  readonly role: GoldRole;
  /** Why it is not active. */
  readonly problem?: string;
}

/**
 * Sees to it that a shard of messages is stored, for as long as it runs: as a hot standby while another
 * process does, else by a writer of its own, and by another one after what passes.
 */
export interface GoldKeeper extends AsyncDisposable {
  /** Resolves once it is active, or stands by. Rejects when its first writer cannot start. */
  start(): Promise<void>;
  /**
   * Stores everything the log holds by now, if it is active, and lets go of the shard. Rejects with
   * what keeps the log from being stored.
   */
  stop(): Promise<void>;
  status(): GoldKeeperStatus;
  /** Resolves when it has stopped, rejects when it cannot go on. */
  readonly done: Promise<void>;
}
