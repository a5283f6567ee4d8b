import type { SourceState } from '../batch.js';
import { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';

/** What the event log's state means for a shard. */
export type Lineage =
  /** The same log, with all that is not committed yet. */
  | { readonly verdict: 'same' }
  /** The same log, but it let go of messages that were never stored. */
  | { readonly verdict: 'outrun'; readonly from: bigint; readonly to: bigint }
  /** A log that this shard has never seen: sequences count anew. */
  | { readonly verdict: 'new'; readonly reason: 'first' | 'recreated' }
  /** A log that was left for another one: a new epoch goes on where it was left. */
  | { readonly verdict: 'new'; readonly reason: 'returned'; readonly firstSequence: bigint }
  /** Going on would lose or double events. */
  | { readonly verdict: 'refuse'; readonly error: LedgerError };

/**
 * Compares the event log with what is committed. Sound only when `source` was observed after the
 * entries of `state` were read: what they commit was durable in the log before.
 */
export function judgeLineage(state: LedgerState, source: SourceState): Lineage {
  const { epoch } = state;
  if (epoch === undefined) {
    return { verdict: 'new', reason: 'first' };
  }
  if (epoch.created !== source.created) {
    return judgeOtherIncarnation(state, source);
  }
  const { firstSequence, lastSequence } = source;
  const reached = state.openIntent?.range.to ?? state.committedTo;
  if (lastSequence < reached) {
    return rewound(state, source, reached);
  }
  const next = state.committedTo + 1n;
  return firstSequence > next
    ? { verdict: 'outrun', from: next, to: firstSequence - 1n }
    : { verdict: 'same' };
}

function judgeOtherIncarnation(state: LedgerState, source: SourceState): Lineage {
  if (state.openIntent !== undefined) {
    const { from, to } = state.openIntent.range;
    return refuse(
      'LOG_CHANGED',
      `${name(state)}: expected the log's incarnation ${state.epoch?.created}, because messages ` +
        `${from} to ${to} are published in part, was ${source.created}: bring the old log back ` +
        'until they are committed',
    );
  }
  const left = state.leftIncarnations.find(({ created }) => created === source.created);
  if (left === undefined) {
    return { verdict: 'new', reason: 'recreated' };
  }
  return source.lastSequence < left.committedTo
    ? rewound(state, source, left.committedTo)
    : { verdict: 'new', reason: 'returned', firstSequence: left.committedTo + 1n };
}

function rewound(state: LedgerState, source: SourceState, reached: bigint): Lineage {
  return refuse(
    'LOG_REWOUND',
    `${name(state)}: expected the log "${source.stream}" to reach ${reached}, which the lake has ` +
      `taken from it, was ${source.lastSequence}: it lost its tail and would use those sequences ` +
      'again. Bring the whole log back, or make a new one (with a new identity)',
  );
}

function refuse(code: 'LOG_REWOUND' | 'LOG_CHANGED', message: string): Lineage {
  return { verdict: 'refuse', error: new LedgerError(code, message) };
}

function name(state: LedgerState): string {
  return `ledger ${state.tier}/${state.shard}`;
}
