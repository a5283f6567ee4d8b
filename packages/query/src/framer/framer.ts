import {
  decidingSubject,
  MAX_EVENTS_PER_MESSAGE,
  type Dataset,
  type DatasetRegistry,
  type DeadLetter,
  type DeadLetterReason,
} from '@assay/schemas';
import { REFUSED } from './bytes.js';
import { ExactLineReader } from './exact-line.js';
import { planRegistry, type LinePlan } from './field-plan.js';
import { countLines, isRestBlank, lastObjectEnd, lineEnd, skipBlank, textEnd } from './lines.js';
import { messageRunProblem } from './message-run.js';
import { isOneEvent } from './one-event.js';
import { readSlowLine } from './slow/slow-line.js';

/**
 * Version of what the framer accepts and writes. It is part of every decode fingerprint: raise it when
 * the same bytes would give other rows.
 */
export const FRAMER_VERSION = 1;

/** One message of the log, as the framer needs it. */
export interface FramedMessage {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly bytes: Uint8Array;
}

/** Where a row belongs. */
export interface RowPlace {
  readonly dataset: Dataset;
  /** The partition column's value. */
  readonly partition: string;
  /** UTC hours since 1970. */
  readonly hourIndex: number;
}

/**
 * Takes what the framer finds, in order of `index`, each index once. `bytes[start, end)` is one JSON
 * object in exact form on one line, only valid during the call.
 */
export interface FrameSink {
  row(place: RowPlace, index: number, bytes: Uint8Array, start: number, end: number): void;
  deadLetter(letter: DeadLetter, index: number, event: Uint8Array): void;
}

/** What one message held. `events = rows + deadLetters`. */
export interface FrameTally {
  readonly events: number;
  readonly rows: number;
  readonly deadLetters: number;
  /** Rows that the slow path brought into exact form. */
  readonly rewritten: number;
  /** Unknown fields that were left out. */
  readonly extraFields: number;
}

export interface Framer {
  frame(message: FramedMessage, sink: FrameSink): FrameTally;
}

/** Makes a framer for the datasets of a registry. Not for use from two places at once. */
export function createFramer(registry: DatasetRegistry): Framer {
  return new MessageFramer(registry);
}

class MessageFramer implements Framer {
  private readonly registry: DatasetRegistry;
  private readonly plans: ReadonlyMap<string, LinePlan>;
  private readonly reader = new ExactLineReader();
  private subject = '';
  /** The plan of the subject's dataset; undefined when nobody declared the subject. */
  private plan: LinePlan | undefined;
  private place: RowPlace | undefined;

  constructor(registry: DatasetRegistry) {
    this.registry = registry;
    this.plans = planRegistry(registry);
  }

  frame(message: FramedMessage, sink: FrameSink): FrameTally {
    const { bytes, headers, subject } = message;
    if (subject !== this.subject) {
      const deciding = decidingSubject(message);
      // What decides may differ from one replayed letter to the next, whatever they come on.
      this.subject = deciding === subject ? subject : '';
      this.plan = this.plans.get(this.registry.bySubject(deciding)?.id ?? '');
    }
    const end = textEnd(bytes);
    const start = skipBlank(bytes, 0, end);
    if (start === end) {
      const detail = `expected an event, was ${bytes.length} blank bytes`;
      return this.refuse(sink, bytes, 'EMPTY_MESSAGE', detail);
    }
    const problem = headers === undefined ? undefined : messageRunProblem(headers);
    if (problem !== undefined) {
      return this.refuse(sink, bytes, 'BAD_HEADER', problem);
    }
    const { plan, reader } = this;
    // Most messages are one exact line: nothing else is looked at for them.
    const after = plan === undefined ? REFUSED : reader.read(plan, bytes, start, end);
    if (plan !== undefined && after === end) {
      sink.row(this.placeOfRow(plan), 0, bytes, start, end);
      const { extraFields } = reader;
      return { events: 1, rows: 1, deadLetters: 0, rewritten: 0, extraFields };
    }
    const isFirstExact = after !== REFUSED && isRestBlank(bytes, after, end);
    if (isOneEvent(message, start, end, isFirstExact)) {
      return this.frameEvents(sink, bytes, start, end, true);
    }
    // Two bytes a line is the least: only longer payloads can hold too many, and are counted first.
    const most = (end - start + 1) / 2;
    const events = most > MAX_EVENTS_PER_MESSAGE ? countLines(bytes, start, end) : 0;
    if (events > MAX_EVENTS_PER_MESSAGE) {
      const detail = `expected at most ${MAX_EVENTS_PER_MESSAGE} events in a message, was ${events}`;
      return this.refuse(sink, bytes, 'TOO_MANY_EVENTS', detail);
    }
    return this.frameEvents(sink, bytes, start, end, false);
  }

  /** The events of `bytes[start, end)`: one a line, or all of it one. */
  private frameEvents(
    sink: FrameSink,
    bytes: Uint8Array,
    start: number,
    end: number,
    isOne: boolean,
  ): FrameTally {
    const { plan, reader } = this;
    const lastEnd = lastObjectEnd(bytes, end);
    let index = 0;
    let deadLetters = 0;
    let rewritten = 0;
    let extraFields = 0;
    for (let at = start; at < end; index += 1) {
      const canRead = plan !== undefined && !isOne && at < lastEnd;
      const after = canRead ? reader.read(plan, bytes, at, lastEnd) : REFUSED;
      if (after !== REFUSED && plan !== undefined && isRestBlank(bytes, after, end)) {
        extraFields += reader.extraFields;
        sink.row(this.placeOfRow(plan), index, bytes, at, after);
        at = skipBlank(bytes, after, end);
        continue;
      }
      const eventEnd = isOne ? end : lineEnd(bytes, at, end);
      const event = bytes.subarray(at, eventEnd);
      const outcome = readSlowLine(this.registry, plan?.dataset, event);
      if (outcome.row === undefined) {
        deadLetters += 1;
        sink.deadLetter(outcome.letter, index, event);
      } else {
        rewritten += 1;
        extraFields += outcome.row.extraFields;
        sink.row(outcome.row, index, outcome.row.line, 0, outcome.row.line.length);
      }
      at = skipBlank(bytes, eventEnd, end);
    }
    return { events: index, rows: index - deadLetters, deadLetters, rewritten, extraFields };
  }

  /** Neighbouring rows mostly share their place: one object serves them all. */
  private placeOfRow({ dataset, partition }: LinePlan): RowPlace {
    const { place } = this;
    const { knownValue } = partition;
    const { hourIndex } = this.reader;
    if (
      place?.hourIndex === hourIndex &&
      place.partition === knownValue &&
      place.dataset === dataset
    ) {
      return place;
    }
    this.place = { dataset, partition: knownValue, hourIndex };
    return this.place;
  }

  /** The whole message as one dead letter. */
  private refuse(
    sink: FrameSink,
    bytes: Uint8Array,
    reason: DeadLetterReason,
    detail: string,
  ): FrameTally {
    const dataset = this.plan?.dataset.id;
    sink.deadLetter({ dataset, reason, field: undefined, detail }, 0, bytes);
    return { events: 1, rows: 0, deadLetters: 1, rewritten: 0, extraFields: 0 };
  }
}
