import type { IntentEntry } from '@assay/schemas';
import type { MessageCheck, MessageMark, SourceState } from '../batch.js';
import { storedChecks } from './message-checks.js';
import { askChecks, askMark, type Landmark, type Search } from './search.js';

/** Where the event log begins to differ: after `below`, and by the end of `above`. */
export interface Narrowed {
  readonly below: Landmark | undefined;
  readonly above: Landmark;
  /** What was announced of the sequences between the two, ascending. */
  readonly intents: readonly IntentEntry[];
}

/** The last sequence on which both agree. */
export interface Divergence {
  readonly to: bigint;
  readonly last: MessageMark | undefined;
  /** Whether a message that both hold says so, not only that none contradicts it. */
  readonly isProved: boolean;
  readonly maybe?: { readonly from: bigint; readonly to: bigint } | undefined;
}

/** Compares message by message. Where messages were stored without checks, what may agree is named. */
export function* divergenceBelow(
  { below, above, intents }: Narrowed,
  source: SourceState,
): Search<Divergence> {
  const { firstSequence, lastSequence } = source;
  const start = below?.to ?? (intents.at(0)?.range.from ?? above.to + 1n) - 1n;
  const agreed = start < lastSequence ? start : lastSequence;
  const end = above.last?.sequence ?? above.to;
  // The message at its end differs, or the log ends before it.
  const upper = end <= lastSequence && above.last !== undefined ? end - 1n : lastSequence;
  const to = upper < end ? upper : end;
  const isProved = below !== undefined;
  const stored = storedChecks(intents);
  const now = stored === undefined || to <= agreed ? undefined : yield* askChecks(agreed + 1n, to);
  const isUntold = to > agreed && now === undefined;
  const same = now === undefined ? agreed : lastOfSame(stored ?? [], now, { after: agreed, to });
  if (!isProved && firstSequence <= agreed) {
    // What was gone before anything was stored is there now: it is to be stored, whatever comes twice.
    const twice = isUntold ? to : same;
    const maybe = twice > agreed ? { from: agreed + 1n, to: twice } : undefined;
    return { to: firstSequence - 1n, last: undefined, isProved, ...(maybe && { maybe }) };
  }
  return {
    to: same,
    last: yield* markAt(same, below),
    isProved: isProved || same > agreed,
    ...(isUntold && { maybe: { from: agreed + 1n, to } }),
  };
}

function* markAt(sequence: bigint, below: Landmark | undefined): Search<MessageMark | undefined> {
  return sequence === below?.to ? below.last : yield* askMark(sequence);
}

/**
 * The last message before the first that differs, or that was none before. One that the log lacks tells
 * nothing.
 */
function lastOfSame(
  stored: readonly MessageCheck[],
  now: readonly MessageCheck[],
  range: { readonly after: bigint; readonly to: bigint },
): bigint {
  const before = new Map(stored.map(({ sequence, check }) => [sequence, check]));
  let same = range.after;
  for (const { sequence, check } of now) {
    if (sequence > range.to || before.get(sequence) !== check) {
      break;
    }
    same = sequence;
  }
  return same;
}
