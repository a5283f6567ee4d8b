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
  readonly maybe?: { readonly from: bigint; readonly to: bigint } | undefined;
}

/** Compares message by message. Where messages were stored without checks, what may agree is named. */
export function* divergenceBelow(
  { below, above, intents }: Narrowed,
  source: SourceState,
): Search<Divergence> {
  const { lastSequence } = source;
  const start = below?.to ?? (intents.at(0)?.range.from ?? above.to + 1n) - 1n;
  const agreed = start < lastSequence ? start : lastSequence;
  const end = above.last?.sequence ?? above.to;
  // The message at its end differs, or the log ends before it.
  const upper = end <= lastSequence && above.last !== undefined ? end - 1n : lastSequence;
  const to = upper < end ? upper : end;
  if (to <= agreed) {
    return { to: agreed, last: yield* markAt(agreed, below) };
  }
  const stored = storedChecks(intents);
  const now = stored === undefined ? undefined : yield* askChecks(agreed + 1n, to);
  if (stored === undefined || now === undefined) {
    const maybe = { from: agreed + 1n, to };
    return { to: agreed, last: yield* markAt(agreed, below), maybe };
  }
  const same = lastOfSame(stored, now, { after: agreed, to });
  return { to: same, last: yield* markAt(same, below) };
}

function* markAt(sequence: bigint, below: Landmark | undefined): Search<MessageMark | undefined> {
  return sequence === below?.to ? below.last : yield* askMark(sequence);
}

/** The last message before the first that differs. One that the log lacks tells nothing. */
function lastOfSame(
  stored: readonly MessageCheck[],
  now: readonly MessageCheck[],
  range: { readonly after: bigint; readonly to: bigint },
): bigint {
  const held = new Map(now.map(({ sequence, check }) => [sequence, check]));
  let same = range.after;
  for (const { sequence, check } of stored) {
    const found = held.get(sequence);
    if (sequence <= range.after || found === undefined) {
      continue;
    }
    if (sequence > range.to || found !== check) {
      break;
    }
    same = sequence;
  }
  return same;
}
