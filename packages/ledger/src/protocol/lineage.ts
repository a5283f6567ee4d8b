import type { MessageMark, SourceState } from '../batch.js';
import type { LedgerState } from '../state/ledger-state.js';
import type { Agreement } from './agreement.js';

/** What the event log's state means for a shard. */
export type Lineage =
  /** The same log, with all that is not committed yet. */
  | { readonly verdict: 'same' }
  /** The same log, but it let go of messages that were never stored. */
  | { readonly verdict: 'outrun'; readonly from: bigint; readonly to: bigint }
  /** A log that this shard has never seen: sequences count anew. */
  | { readonly verdict: 'new'; readonly reason: 'first' | 'recreated' }
  /**
   * A log that was stored before and is not what it was: a new epoch goes on after the last message on
   * which both agree. `returned`: it was left for another one; `rewound`: it lost messages since.
   */
  | ({ readonly verdict: 'new'; readonly reason: 'returned' | 'rewound' } & Continuation);

/** Where a new epoch goes on in what is stored. */
export interface Continuation {
  readonly continues: {
    readonly epoch: number;
    readonly to: bigint;
    readonly last: MessageMark | undefined;
  };
  /** Sequences of the new epoch that may be stored already: nobody can tell. */
  readonly maybeTwice?: { readonly from: bigint; readonly to: bigint } | undefined;
}

/**
 * Compares the event log with what is committed. Sound only when `source` was observed after the
 * entries of `state` were read: what they commit was durable in the log before.
 *
 * @param agreement what `findAgreement` found for both
 */
export function judgeLineage(
  state: LedgerState,
  source: SourceState,
  agreement: Agreement | undefined,
): Lineage {
  const { epoch, committedTo } = state;
  if (epoch === undefined) {
    return { verdict: 'new', reason: 'first' };
  }
  if (agreement === undefined) {
    return { verdict: 'new', reason: 'recreated' };
  }
  if (agreement.isWhole && agreement.isCurrent) {
    const { firstSequence } = source;
    const next = committedTo + 1n;
    return firstSequence > next
      ? { verdict: 'outrun', from: next, to: firstSequence - 1n }
      : { verdict: 'same' };
  }
  const { maybe: maybeTwice, isWhole } = agreement;
  // What was announced and never committed is read again.
  const isBeyond = agreement.isCurrent && agreement.to > committedTo;
  const { to, last } = isBeyond ? { to: committedTo, last: state.last } : agreement;
  return {
    verdict: 'new',
    reason: isWhole ? 'returned' : 'rewound',
    continues: { epoch: agreement.epoch, to, last },
    ...(maybeTwice === undefined ? {} : { maybeTwice }),
  };
}
