import {
  MAX_EVENTS_PER_MESSAGE,
  type Dataset,
  type DatasetRegistry,
  type DeadLetter,
} from '@assay/schemas';
import { ExactLineReader } from './exact-line.js';
import { planRegistry, type LinePlan } from './field-plan.js';
import { splitLines } from './lines.js';
import { readMessageRun } from './message-run.js';
import { readSlowLine } from './slow-line.js';

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
 * object in exact form, only valid during the call.
 */
export interface FrameSink {
  row(place: RowPlace, index: number, bytes: Buffer, start: number, end: number): void;
  deadLetter(letter: DeadLetter, index: number, event: Uint8Array): void;
}

/** What one message held. `events = rows + deadLetters`, counted before anything was parsed. */
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
  const plans = planRegistry(registry);
  const reader = new ExactLineReader();
  return {
    frame: (message, sink) => {
      const { bytes } = message;
      const payload = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const offsets = eventOffsets(payload, message, plans, registry, reader);
      const events = offsets.length / 2;
      const refused = wholeMessageRefusal(message, events);
      if (refused !== undefined) {
        const dataset = registry.bySubject(message.subject)?.id;
        sink.deadLetter({ ...refused, dataset, field: undefined }, 0, bytes);
        return { events: 1, rows: 0, deadLetters: 1, rewritten: 0, extraFields: 0 };
      }
      return frameLines(registry, plans, reader, message, payload, offsets, sink);
    },
  };
}

function frameLines(
  registry: DatasetRegistry,
  plans: ReadonlyMap<string, LinePlan>,
  reader: ExactLineReader,
  message: FramedMessage,
  payload: Buffer,
  offsets: readonly number[],
  sink: FrameSink,
): FrameTally {
  const declared = registry.bySubject(message.subject);
  const plan = declared === undefined ? undefined : plans.get(declared.id);
  let deadLetters = 0;
  let rewritten = 0;
  let extraFields = 0;
  let place: RowPlace | undefined;
  for (let index = 0; index * 2 < offsets.length; index += 1) {
    const start = offsets[index * 2];
    const end = offsets[index * 2 + 1];
    if (plan !== undefined && reader.accepts(plan, payload, start, end)) {
      const { partition, hourIndex } = reader;
      // Neighbouring lines mostly share their place: one object serves them all.
      if (place?.partition !== partition || place.hourIndex !== hourIndex) {
        place = { dataset: plan.dataset, partition, hourIndex };
      }
      extraFields += reader.extraFields;
      sink.row(place, index, payload, reader.start, reader.end);
      continue;
    }
    const outcome = readSlowLine(registry, declared, payload.subarray(start, end));
    if (outcome.row === undefined) {
      deadLetters += 1;
      sink.deadLetter(outcome.letter, index, payload.subarray(start, end));
    } else {
      rewritten += 1;
      extraFields += outcome.row.extraFields;
      sink.row(outcome.row, index, outcome.row.line, 0, outcome.row.line.length);
    }
  }
  const events = offsets.length / 2;
  return { events, rows: events - deadLetters, deadLetters, rewritten, extraFields };
}

/**
 * Where the events of a payload are. NDJSON is one event a line. A payload that does not say what it is
 * may also be one object spread over lines: it is when its first line alone is not a JSON event.
 */
function eventOffsets(
  payload: Buffer,
  message: FramedMessage,
  plans: ReadonlyMap<string, LinePlan>,
  registry: DatasetRegistry,
  reader: ExactLineReader,
): readonly number[] {
  const lines = splitLines(payload);
  const type = contentType(message.headers);
  if (lines.length <= 2 || type.startsWith('application/x-ndjson')) {
    return lines;
  }
  if (type.startsWith('application/json')) {
    return [0, payload.length];
  }
  const declared = registry.bySubject(message.subject);
  const plan = declared === undefined ? undefined : plans.get(declared.id);
  if (plan !== undefined && reader.accepts(plan, payload, lines[0], lines[1])) {
    return lines;
  }
  const firstAlone = readSlowLine(registry, declared, payload.subarray(lines[0], lines[1]));
  const isJson = firstAlone.row !== undefined || firstAlone.letter.reason !== 'NOT_JSON';
  if (isJson) {
    return lines;
  }
  const whole = readSlowLine(registry, declared, payload);
  const isOneObject = whole.row !== undefined || whole.letter.reason !== 'NOT_JSON';
  return isOneObject ? [0, payload.length] : lines;
}

function contentType(headers: FramedMessage['headers']): string {
  const name = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === 'content-type');
  return name === undefined ? '' : (headers?.[name] ?? '').toLowerCase();
}

function wholeMessageRefusal(
  message: FramedMessage,
  events: number,
): Pick<DeadLetter, 'reason' | 'detail'> | undefined {
  const { bytes } = message;
  if (events === 0) {
    return {
      reason: 'EMPTY_MESSAGE',
      detail: `expected an event, was ${bytes.length} blank bytes`,
    };
  }
  if (events > MAX_EVENTS_PER_MESSAGE) {
    const detail = `expected at most ${MAX_EVENTS_PER_MESSAGE} events in a message, was ${events}`;
    return { reason: 'TOO_MANY_EVENTS', detail };
  }
  const { problem } = readMessageRun(message.headers);
  return problem === undefined ? undefined : { reason: 'BAD_HEADER', detail: problem };
}
