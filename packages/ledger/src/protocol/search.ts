import type { LedgerEntry } from '@assay/schemas';
import type { MessageCheck, MessageMark, SourceState } from '../batch.js';
import { isSameMessage } from '../state/message-mark.js';

/** What the search for a divergence asks: of the event log, or for an entry of the commit log. */
export type Question =
  | { readonly ask: 'mark'; readonly sequence: bigint }
  | { readonly ask: 'entry'; readonly number: number }
  | { readonly ask: 'checks'; readonly from: bigint; readonly to: bigint };

export type Answer =
  | { readonly mark: MessageMark | undefined }
  | { readonly entry: LedgerEntry }
  /** Undefined where nobody can tell. */
  | { readonly checks: readonly MessageCheck[] | undefined };

/** Asks one question after another. Pure, so that the model check answers from its own world. */
export type Search<Result> = Generator<Question, Result, Answer>;

/** The event log, as one line of what is stored is compared with it. */
export interface ComparedLog extends SourceState {
  /**
   * The line is the one that this incarnation of the log was stored in last: what cannot be compared any
   * more was there. An older line of the same incarnation is gone on only where a message proves it.
   */
  readonly isPresent: boolean;
}

/** Something stored, or announced, that ends at `to` with the message `last`. */
export interface Landmark {
  readonly to: bigint;
  readonly last: MessageMark | undefined;
}

/** The event log's message at `sequence`. */
export function* askMark(sequence: bigint): Search<MessageMark | undefined> {
  const answer = yield { ask: 'mark', sequence };
  return 'mark' in answer ? answer.mark : misled('mark');
}

export function* askEntry(number: number): Search<LedgerEntry> {
  const answer = yield { ask: 'entry', number };
  return 'entry' in answer ? answer.entry : misled('entry');
}

export function* askChecks(from: bigint, to: bigint): Search<readonly MessageCheck[] | undefined> {
  const answer = yield { ask: 'checks', from, to };
  return 'checks' in answer ? answer.checks : misled('checks');
}

/**
 * Whether the event log holds a landmark's last message, and nothing behind it up to the landmark's end,
 * where nothing was. What retention took was there, of the present line: `same`. A single message that
 * somebody deleted says nothing: `unknown`.
 */
export function* probe(
  source: ComparedLog,
  { to, last }: Landmark,
): Search<'same' | 'other' | 'unknown'> {
  if (last === undefined) {
    return to > source.lastSequence ? 'other' : 'unknown';
  }
  const verdict = yield* probeMessage(source, last);
  const isBare = last.sequence >= to;
  if (verdict !== 'same' || isBare) {
    return verdict;
  }
  const behind = yield* heldBetween(source, last.sequence, to);
  return behind.length === 0 ? 'same' : 'other';
}

function* probeMessage(
  source: ComparedLog,
  last: MessageMark,
): Search<'same' | 'other' | 'unknown'> {
  if (last.sequence > source.lastSequence) {
    return 'other';
  }
  if (last.sequence < source.firstSequence) {
    return source.isPresent ? 'same' : 'unknown';
  }
  const mark = yield* askMark(last.sequence);
  if (mark === undefined) {
    return 'unknown';
  }
  return isSameMessage(mark, last) ? 'same' : 'other';
}

/** What the event log holds of the sequences after `after`, up to `to`; nothing where nobody can tell. */
export function* heldBetween(
  source: SourceState,
  after: bigint,
  to: bigint,
): Search<readonly MessageCheck[]> {
  const from = after + 1n > source.firstSequence ? after + 1n : source.firstSequence;
  const end = to < source.lastSequence ? to : source.lastSequence;
  return from > end ? [] : ((yield* askChecks(from, end)) ?? []);
}

function misled(expected: string): never {
  throw new TypeError(`expected an answer of kind ${expected}, was another`);
}
