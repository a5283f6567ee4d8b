import type { IntentEntry } from '@assay/schemas';
import type { MessageMark, SourceState } from '../batch.js';
import { currentLine, type LedgerState, type Line, type Stretch } from '../state/ledger-state.js';
import { markOf } from '../state/message-mark.js';
import { divergenceBelow, type Divergence } from './divergence.js';
import { probe, type ComparedLog, type Landmark, type Search } from './search.js';
import { latestHeld, latestOf, searchStretch, tellingCommit } from './search-stretch.js';

/** How far the event log holds what is stored of one line. */
export interface Agreement {
  /** The epoch that stored the last message on which both agree. */
  readonly epoch: number;
  /** Up to this sequence they agree; what the line holds beyond it, the log does not. */
  readonly to: bigint;
  /** The message there, where it is known. */
  readonly last: MessageMark | undefined;
  /** Whether they agree to the line's end, an open intent included. */
  readonly isWhole: boolean;
  /** Whether the line is the one being written. */
  readonly isCurrent: boolean;
  /** Sequences beyond `to` that may be the line's too: nobody can tell. */
  readonly maybe?: { readonly from: bigint; readonly to: bigint } | undefined;
}

/**
 * Finds out which line of what is stored the event log goes on, and how far; undefined where nothing is
 * stored of this incarnation. The last message of a line tells nearly always; else its commits are
 * searched by halves, and the batch around the divergence message by message.
 */
export function* findAgreement(
  state: LedgerState,
  source: SourceState,
): Search<Agreement | undefined> {
  const current = currentLine(state);
  const left = state.left.toReversed();
  const lines = (current === undefined ? left : [current, ...left]).filter(
    ({ created }) => created === source.created,
  );
  let best: Agreement | undefined;
  for (const [index, line] of lines.entries()) {
    const isCurrent = line === current;
    const log = { ...source, isPresent: index === 0 };
    const found = yield* agreeWith(line, isCurrent ? state : undefined, log);
    if (best === undefined || (found.isProved && found.to > best.to)) {
      const { isProved: _, ...agreement } = found;
      best = { ...agreement, isCurrent };
    }
  }
  return best;
}

interface Found extends Omit<Agreement, 'isCurrent'> {
  readonly isProved: boolean;
}

/** @param state given for the line that is being written, whose intent may be open */
function* agreeWith(
  line: Line,
  state: LedgerState | undefined,
  source: ComparedLog,
): Search<Found> {
  const tip = line.stretches[line.stretches.length - 1];
  const intent = state?.openIntent;
  const announced =
    intent === undefined ? [] : [{ to: intent.range.to, last: markOf(intent.last) }];
  const landmarks: readonly (Landmark & Partial<Stretch>)[] = [
    ...announced,
    ...line.stretches.toReversed(),
  ];
  let above: (typeof landmarks)[number] | undefined;
  let below: Landmark | undefined;
  for (const landmark of landmarks) {
    const verdict = yield* landmark === announced[0] && intent !== undefined
      ? verdictOnIntent(source, landmark, intent)
      : verdictOn(source, landmark);
    if (verdict === 'other') {
      above = landmark;
    } else if (verdict === 'same') {
      below = landmark;
      break;
    }
  }
  const [top] = landmarks;
  if (above === undefined && below === undefined && startsBefore(source, state)) {
    return {
      ...{ epoch: tip.epoch, to: source.firstSequence - 1n, last: undefined },
      ...{ isWhole: false, isProved: false },
    };
  }
  if (above === undefined) {
    const isWhole = top.to <= source.lastSequence;
    const to = isWhole ? top.to : source.lastSequence;
    return { epoch: tip.epoch, to, last: top.last, isWhole, isProved: below !== undefined };
  }
  const { epoch = tip.epoch } = above;
  const stretch = line.stretches.find((each) => each.epoch === epoch && above !== announced[0]);
  const narrowed =
    stretch === undefined
      ? { below, above, intents: intent === undefined ? [] : [intent] }
      : yield* searchStretch(stretch, below, source);
  const found: Divergence = yield* divergenceBelow(narrowed, source);
  return { epoch, ...found, isWhole: false };
}

/**
 * Whether the log holds what was gone before its first epoch here began, and nothing that was stored of it
 * proves that it is the same: the first sequence of a log never goes back.
 */
function startsBefore(source: ComparedLog, state: LedgerState | undefined): boolean {
  const { epoch, continued } = state ?? {};
  return (
    epoch !== undefined && continued?.length === 0 && source.firstSequence < epoch.firstSequence
  );
}

/** Where its last message was deleted, those before it tell. */
function* verdictOnIntent(
  source: ComparedLog,
  landmark: Landmark,
  intent: IntentEntry,
): Search<'same' | 'other' | 'unknown'> {
  const verdict = yield* probe(source, landmark);
  return verdict === 'unknown'
    ? ((yield* latestOf([intent], intent.range.from - 1n, landmark.to, source)) ?? verdict)
    : verdict;
}

/** Where a stretch's last message was deleted, its commits tell, and the messages after those. */
function* verdictOn(
  source: ComparedLog,
  landmark: Landmark & Partial<Stretch>,
): Search<'same' | 'other' | 'unknown'> {
  const verdict = yield* probe(source, landmark);
  const { after, upTo, epoch, to, last } = landmark;
  if (verdict !== 'unknown' || after === undefined || upTo === undefined || epoch === undefined) {
    return verdict;
  }
  const stretch = { epoch, after, upTo, to, last };
  const telling = yield* tellingCommit(stretch, after, upTo, source);
  if (telling?.verdict === 'other') {
    return 'other';
  }
  return (yield* latestHeld(stretch, telling, source)) ?? telling?.verdict ?? 'unknown';
}
