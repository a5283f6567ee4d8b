import type { LogMessage } from '@assay/bus';
import type { Framer, RowPlace } from '@assay/query';
import {
  decidingSubject,
  envelopeDatasetId,
  flatEventLine,
  flattenLevelPayload,
  isJsonObject,
  isLevelPayload,
  JsonSyntaxError,
  jsonText,
  levelsSignals,
  MAX_EVENTS_PER_MESSAGE,
  parseJsonExact,
  Refusal,
  type DatasetRegistry,
  type DeadLetter,
  type JsonValue,
  type PayloadDefaults,
} from '@assay/schemas';

/** One event of a message, in the order of their indexes. */
export type DecodedEvent =
  | { readonly place: RowPlace; readonly line: Uint8Array; readonly letter?: undefined }
  | { readonly letter: DeadLetter; readonly event: Uint8Array; readonly place?: undefined };

/** What a message holds. */
export interface DecodedMessage {
  readonly events: readonly DecodedEvent[];
  readonly extraFields: number;
}

/** What decoding needs. */
export interface MessageDecoder {
  readonly registry: DatasetRegistry;
  readonly framer: Framer;
  readonly defaults: PayloadDefaults;
}

/** A line as it came, or a level of a payload, or what is wrong with one. */
type Part =
  { readonly line: Uint8Array } | { readonly letter: DeadLetter; readonly event: Uint8Array };

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The events of a message: each level of a payload of `levels.signals` is one, and so is each line of
 * anything else, which the framer reads as it does everywhere. A payload without levels has none.
 */
export function decodeMessage(decoder: MessageDecoder, message: LogMessage): DecodedMessage {
  const { registry, defaults } = decoder;
  const declared = registry.bySubject(decidingSubject({ ...message, headers: message.headers }));
  const isOther = declared !== undefined && declared.id !== levelsSignals.id;
  const payloads = isOther ? undefined : partsOf(message.bytes, declared !== undefined, defaults);
  if (payloads === undefined) {
    return frame(decoder, message);
  }
  const { parts, extraFields } = payloads;
  if (parts.length > MAX_EVENTS_PER_MESSAGE) {
    const detail =
      `expected at most ${MAX_EVENTS_PER_MESSAGE} events in a message, was ` + `${parts.length}`;
    const letter = letterOf(new Refusal('TOO_MANY_EVENTS', detail));
    return { events: [{ letter, event: message.bytes }], extraFields };
  }
  let extra = extraFields;
  const events = parts.flatMap((part): readonly DecodedEvent[] => {
    if ('letter' in part) {
      return [part];
    }
    const headers = { ...message.headers, 'Content-Type': 'application/json' };
    const framed = frame(decoder, { ...message, headers, bytes: part.line });
    extra += framed.extraFields;
    return framed.events;
  });
  return { events, extraFields: extra };
}

function frame({ framer }: MessageDecoder, message: LogMessage): DecodedMessage {
  const events: DecodedEvent[] = [];
  const { subject, headers, bytes } = message;
  const { extraFields } = framer.frame(
    { subject, headers, bytes },
    {
      row: (place, _index, source, start, end) => {
        events.push({ place, line: Uint8Array.from(source.subarray(start, end)) });
      },
      deadLetter: (letter, _index, event) => {
        events.push({ letter, event: Uint8Array.from(event) });
      },
    },
  );
  return { events, extraFields };
}

/** The parts of a message that is, or whose lines are, payloads of levels; undefined when none is. */
function partsOf(
  bytes: Uint8Array,
  isDeclared: boolean,
  defaults: PayloadDefaults,
): { readonly parts: readonly Part[]; readonly extraFields: number } | undefined {
  const whole = payloadIn(bytes, isDeclared);
  if (whole !== undefined) {
    return spread(whole, bytes, defaults);
  }
  const lines = linesOf(bytes);
  const payloads = lines.map((line) => payloadIn(line, isDeclared));
  if (payloads.every((payload) => payload === undefined)) {
    return undefined;
  }
  const parts: Part[] = [];
  let extraFields = 0;
  for (const [index, payload] of payloads.entries()) {
    const line = lines[index];
    const some = payload === undefined ? undefined : spread(payload, line, defaults);
    parts.push(...(some?.parts ?? [{ line }]));
    extraFields += some?.extraFields ?? 0;
  }
  return { parts, extraFields };
}

function spread(payload: JsonValue, event: Uint8Array, defaults: PayloadDefaults) {
  try {
    const { levels, extraFields } = flattenLevelPayload(payload, defaults);
    const parts = levels.map((level): Part => {
      const { refusal } = level;
      return refusal === undefined
        ? { line: Buffer.from(flatEventLine(level.values), 'utf8') }
        : { letter: letterOf(refusal), event: Buffer.from(jsonText(level.item), 'utf8') };
    });
    return { parts, extraFields };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    return { parts: [{ letter: letterOf(error), event }], extraFields: 0 };
  }
}

/** The payload that bytes are; undefined for anything else, which the framer reads or refuses. */
function payloadIn(bytes: Uint8Array, isDeclared: boolean): JsonValue | undefined {
  try {
    const value = parseJsonExact(UTF8.decode(bytes));
    return isLevelPayload(value) && (isDeclared || isNamed(value)) ? value : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}

/** Whether an envelope says that it holds levels: on a subject that nobody declared. */
function isNamed(value: JsonValue): boolean {
  const members = isJsonObject(value) ? value.members : [];
  const name = members.find(([member]) => member === 'schema_name')?.[1];
  return typeof name === 'string' && envelopeDatasetId(name, undefined) === levelsSignals.id;
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: Uint8Array[] = [];
  for (let start = 0; start < buffer.length;) {
    const newline = buffer.indexOf(0x0a, start);
    const end = newline === -1 ? buffer.length : newline;
    const line = buffer.subarray(start, end);
    if (line.some((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0d)) {
      lines.push(line);
    }
    start = end + 1;
  }
  return lines;
}

function letterOf({ reason, field, message: detail }: Refusal): DeadLetter {
  return { dataset: levelsSignals.id, reason, field, detail };
}
