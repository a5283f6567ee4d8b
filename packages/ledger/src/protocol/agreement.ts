import type { MessageMark, SourceState } from '../batch.js';
import { currentLine, type LedgerState, type Line, type Stretch } from '../state/ledger-state.js';
import { markOf } from '../state/message-mark.js';
import { divergenceBelow, type Divergence } from './divergence.js';
import { probe, type Landmark, type Search } from './search.js';
import { searchStretch, tellingCommit } from './search-stretch.js';

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
  const lines = state.left.toReversed();
  let best: Agreement | undefined;
  for (const line of current === undefined ? lines : [current, ...lines]) {
    if (line.created === source.created) {
      const isCurrent = line === current;
      const found: Agreement = {
        ...(yield* agreeWith(line, isCurrent ? state : undefined, source)),
        isCurrent,
      };
      best = best === undefined || found.to > best.to ? found : best;
    }
  }
  return best;
}

/** @param state given for the line that is being written, whose intent may be open */
function* agreeWith(
  line: Line,
  state: LedgerState | undefined,
  source: SourceState,
): Search<Omit<Agreement, 'isCurrent'>> {
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
    const verdict = yield* verdictOn(source, landmark);
    if (verdict === 'other') {
      above = landmark;
    } else if (verdict === 'same') {
      below = landmark;
      break;
    }
  }
  const [top] = landmarks;
  if (above === undefined) {
    const isWhole = top.to <= source.lastSequence;
    const to = isWhole ? top.to : source.lastSequence;
    return { epoch: tip.epoch, to, last: top.last, isWhole };
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

/** Where a stretch's last message was deleted, its commits tell. */
function* verdictOn(
  source: SourceState,
  landmark: Landmark & Partial<Stretch>,
): Search<'same' | 'other' | 'unknown'> {
  const verdict = yield* probe(source, landmark);
  const { after, upTo, epoch, to, last } = landmark;
  if (verdict !== 'unknown' || after === undefined || upTo === undefined || epoch === undefined) {
    return verdict;
  }
  const telling = yield* tellingCommit({ epoch, after, upTo, to, last }, after, upTo, source);
  return telling?.verdict ?? 'unknown';
}
