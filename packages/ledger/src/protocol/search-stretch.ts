import type { CommitEntry, IntentEntry } from '@assay/schemas';
import type { Stretch } from '../state/ledger-state.js';
import { markOf } from '../state/message-mark.js';
import type { Narrowed } from './divergence.js';
import { isGivenUp, storedChecks } from './message-checks.js';
import {
  askEntry,
  heldBetween,
  probe,
  type ComparedLog,
  type Landmark,
  type Search,
} from './search.js';

/**
 * The two neighbouring commits of a stretch between which the event log begins to differ, found by
 * halves, and the intents of all that lies between. The stretch's end is known to differ.
 *
 * @param below what is known to agree before the stretch
 */
export function* searchStretch(
  stretch: Stretch,
  below: Landmark | undefined,
  source: ComparedLog,
): Search<Narrowed> {
  let [agreeing, differing]: [Landmark | undefined, Landmark] = [below, stretch];
  let after = stretch.after;
  let [low, high] = [stretch.after, stretch.upTo];
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    const found = yield* tellingCommit(stretch, low, middle, source);
    if (found === undefined) {
      low = middle;
    } else if (found.verdict === 'other') {
      differing = found;
      high = found.number - 1;
    } else {
      agreeing = found;
      after = found.number;
      low = middle;
    }
  }
  const upTo = differing.last?.sequence ?? differing.to;
  return {
    below: agreeing,
    above: differing,
    intents: yield* intentsOf(after, stretch.upTo, upTo),
  };
}

interface TellingCommit extends Landmark {
  readonly number: number;
  readonly verdict: 'same' | 'other';
}

/** The latest commit after entry `low`, up to entry `middle`, that says whether the log still agrees. */
export function* tellingCommit(
  stretch: Stretch,
  low: number,
  middle: number,
  source: ComparedLog,
): Search<TellingCommit | undefined> {
  for (let number = middle; number > low; number -= 1) {
    const entry = yield* askEntry(number);
    const landmark = entry.kind === 'commit' ? landmarkIn(stretch, entry) : undefined;
    const verdict = landmark === undefined ? 'unknown' : yield* probe(source, landmark);
    if (landmark !== undefined && verdict !== 'unknown') {
      return { ...landmark, number, verdict };
    }
  }
  return undefined;
}

/**
 * What the latest message says that was stored after `telling` and that the event log holds still; undefined
 * where it holds none of them.
 */
export function* latestHeld(
  stretch: Stretch,
  telling: TellingCommit | undefined,
  source: ComparedLog,
): Search<'same' | 'other' | undefined> {
  const intents = yield* intentsOf(telling?.number ?? stretch.after, stretch.upTo, stretch.to);
  const start = intents.at(0)?.range.from;
  const after = telling?.to ?? (start === undefined ? stretch.to : start - 1n);
  return yield* latestOf(intents, after, stretch.to, source);
}

/** The same of what these intents announce of the sequences after `after`, up to `to`. */
export function* latestOf(
  intents: readonly IntentEntry[],
  after: bigint,
  to: bigint,
  source: ComparedLog,
): Search<'same' | 'other' | undefined> {
  const stored = storedChecks(intents);
  if (stored === undefined) {
    return undefined;
  }
  const before = new Map(stored.map(({ sequence, check }) => [sequence, check]));
  const held = yield* heldBetween(source, after, to);
  // Where nothing was before, nothing comes later in the same log, but for what was given up as lost.
  const latest = held.findLast(
    ({ sequence }) =>
      before.has(sequence) || !intents.some((intent) => isGivenUp(intent, sequence)),
  );
  if (latest === undefined) {
    return undefined;
  }
  return before.get(latest.sequence) === latest.check ? 'same' : 'other';
}

/** Undefined for a commit whose last message is no part of the stretch any more. */
function landmarkIn(stretch: Stretch, { seq_to: to, last }: CommitEntry): Landmark | undefined {
  return last === null || last.seq > stretch.to ? undefined : { to, last: markOf(last) };
}

/**
 * The intents after entry `after` that announce the sequences up to `sequence`. Of a batch that was
 * completed by another decoder, or in part, there are several: each knows messages that others do not.
 */
function* intentsOf(after: number, upTo: number, sequence: bigint): Search<readonly IntentEntry[]> {
  const intents: IntentEntry[] = [];
  for (let number = after + 1; number <= upTo; number += 1) {
    const entry = yield* askEntry(number);
    if (entry.kind === 'intent') {
      intents.push(entry);
    }
    if (entry.kind === 'commit' && entry.seq_to >= sequence) {
      break;
    }
  }
  return intents;
}
