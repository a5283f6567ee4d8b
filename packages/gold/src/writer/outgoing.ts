import type { OutgoingMessage } from '@assay/bus';
import {
  encodeRow,
  JsonSyntaxError,
  levelsSignals,
  readLevelPayload,
  Refusal,
  type AnyRow,
  type Dataset,
  type PayloadDefaults,
} from '@assay/schemas';
import { GoldError } from '../errors.js';

/** Members that are int64: a number above 2^53 there is one that was rounded already. */
const INT64 = /_(?:ns|vol)$/;

/** A payload as a message of the log. Throws `BAD_PAYLOAD` naming field, value and expectation. */
export function payloadMessage(
  payload: object | string,
  defaults: PayloadDefaults,
): OutgoingMessage {
  const text = typeof payload === 'string' ? payload : (jsonOf(payload) ?? '');
  try {
    const rows = readLevelPayload(text, defaults);
    if (rows.length === 0) {
      throw new Refusal('EMPTY_MESSAGE', '"levels": expected at least one, was none', 'levels');
    }
  } catch (cause) {
    if (cause instanceof Refusal || cause instanceof JsonSyntaxError) {
      throw new GoldError('BAD_PAYLOAD', `levels.signals: ${cause.message}`, { cause });
    }
    throw cause;
  }
  return {
    subject: subjectOf(levelsSignals),
    headers: { 'Content-Type': 'application/json' },
    bytes: Buffer.from(text, 'utf8'),
  };
}

/** Rows as one NDJSON message. Throws `BAD_REQUEST` for a dataset that no log carries. */
export function rowsMessage(dataset: Dataset, rows: readonly AnyRow[]): OutgoingMessage {
  return {
    subject: subjectOf(dataset),
    headers: { 'Content-Type': 'application/x-ndjson' },
    bytes: Buffer.from(rows.map((row) => encodeRow(dataset, row)).join('\n'), 'utf8'),
  };
}

function subjectOf({ id, subject, tier }: Dataset): string {
  if (subject === undefined || tier !== 'gold') {
    throw new GoldError('BAD_REQUEST', `${id}: expected a Gold dataset of the log, was another`);
  }
  return subject;
}

/** JSON that keeps every digit of a bigint; NaN and infinities are refused, never turned into null. */
function jsonOf(value: unknown, name = 'payload'): string | undefined {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (typeof value === 'number') {
    const isRounded = INT64.test(name) && !Number.isSafeInteger(value);
    if (!Number.isFinite(value) || isRounded) {
      const expected = isRounded ? 'a bigint above 2^53' : 'a finite number';
      throw new GoldError('BAD_PAYLOAD', `"${name}": expected ${expected}, was ${value}`);
    }
  }
  if (Array.isArray(value)) {
    return `[${value.map((each: unknown) => jsonOf(each, name) ?? 'null').join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const members = Object.entries(value).flatMap(([member, each]) => {
    const text = jsonOf(each, member);
    return text === undefined ? [] : [`${JSON.stringify(member)}:${text}`];
  });
  return `{${members.join(',')}}`;
}
