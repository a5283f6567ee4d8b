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
 * Whether the event log holds a landmark's last message. What retention took was there: `same`. A single
 * message that somebody deleted says nothing: `unknown`.
 */
export function* probe(
  source: SourceState,
  { to, last }: Landmark,
): Search<'same' | 'other' | 'unknown'> {
  if (last === undefined) {
    return to > source.lastSequence ? 'other' : 'unknown';
  }
  if (last.sequence > source.lastSequence) {
    return 'other';
  }
  if (last.sequence < source.firstSequence) {
    return 'same';
  }
  const mark = yield* askMark(last.sequence);
  if (mark === undefined) {
    return 'unknown';
  }
  return isSameMessage(mark, last) ? 'same' : 'other';
}

function misled(expected: string): never {
  throw new TypeError(`expected an answer of kind ${expected}, was another`);
}
