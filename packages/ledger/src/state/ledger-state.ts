import { NO_ENTRY_SHA256, type IntentEntry, type LedgerTier } from '@assay/schemas';
import type { MessageMark } from '../batch.js';

/** The lineage that sequences count in. */
export interface Epoch {
  readonly epoch: number;
  readonly stream: string;
  readonly created: string;
}

/** A log that was left for another one: whoever connects it again goes on where it was left. */
export interface LeftIncarnation {
  readonly created: string;
  readonly committedTo: bigint;
  readonly last: MessageMark | undefined;
}

/**
 * What a writer needs to know of a shard's log: the fold of its entries. Immutable, and small whatever
 * the log's length.
 */
export interface LedgerState {
  readonly tier: LedgerTier;
  readonly shard: string;
  /** Number and SHA-256 of the last entry; 0 and 64 zeros when there is none. */
  readonly head: number;
  readonly headSha256: string;
  /** Number of claims so far, and who made the last. */
  readonly fence: number;
  readonly owner: string | undefined;
  readonly epoch: Epoch | undefined;
  /** The logs that were left for another one, and how far each was stored. */
  readonly leftIncarnations: readonly LeftIncarnation[];
  /** The last sequence stored in this epoch; one less than its first while nothing is. */
  readonly committedTo: bigint;
  /** The last message stored in this epoch. */
  readonly last: MessageMark | undefined;
  /** An intent without its commit. */
  readonly openIntent: IntentEntry | undefined;
}

/** The state of a shard that nobody has written yet. */
export function emptyLedger(tier: LedgerTier, shard: string): LedgerState {
  return {
    tier,
    shard,
    head: 0,
    headSha256: NO_ENTRY_SHA256,
    fence: 0,
    owner: undefined,
    epoch: undefined,
    leftIncarnations: [],
    committedTo: 0n,
    last: undefined,
    openIntent: undefined,
  };
}
