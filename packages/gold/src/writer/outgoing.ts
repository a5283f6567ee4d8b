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

/** A payload as a message of the log. Throws `BAD_PAYLOAD` naming field, value and expectation. */
export function payloadMessage(
  payload: object | string,
  defaults: PayloadDefaults,
): OutgoingMessage {
  const text = typeof payload === 'string' ? payload : jsonOf(payload);
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

/** NaN and infinities would silently become null. */
function jsonOf(payload: object): string {
  return JSON.stringify(payload, (name, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new GoldError('BAD_PAYLOAD', `"${name}": expected a finite number, was ${value}`);
    }
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new GoldError(
        'BAD_PAYLOAD',
        `"${name}": expected an integer that a number holds exactly, was ${value}: give the payload ` +
          'as text, or without ts_event_ns',
      );
    }
    return value;
  });
}
