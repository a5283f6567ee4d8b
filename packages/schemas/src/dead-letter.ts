import { int64, nullable, text } from './column.js';
import { SYSTEM_COLUMNS } from './system-columns.js';

/** Why an event could not become a row. */
export const DEAD_LETTER_REASONS = {
  EMPTY_MESSAGE: 'the message holds no event',
  TOO_MANY_EVENTS: 'the message holds more than 65,536 events',
  UNKNOWN_DATASET: 'neither subject, envelope nor fields say which dataset it is of',
  NOT_JSON: 'the line is not JSON',
  NOT_AN_OBJECT: 'the line is JSON, but not one object',
  NOT_UTF8: 'the line is not UTF-8',
  DUPLICATE_FIELD: 'a field is given twice',
  MISSING_FIELD: 'a required field is absent or null',
  WRONG_TYPE: "a field's value has another type",
  OUT_OF_RANGE: "a field's value is outside what the dataset allows",
  BAD_PARTITION: 'the partition value cannot name a folder',
  BAD_HEADER: 'a header of the message contradicts itself',
  BAD_ENVELOPE: 'the envelope contradicts its subject or is incomplete',
} as const;

export type DeadLetterReason = keyof typeof DEAD_LETTER_REASONS;

/**
 * The columns of a dead-letter file: the event as it came, and why it was refused. `event` is
 * base64, because what was refused may be any bytes; `headers` are a JSON object.
 */
export const DEAD_LETTER_COLUMNS = [
  ...SYSTEM_COLUMNS,
  text('subject', 'the log subject'),
  nullable(text('dataset', 'the dataset it was taken for')),
  text('reason', 'one of the dead-letter reasons'),
  nullable(text('field', 'the field that does not fit')),
  text('detail', 'what was expected, and what was there'),
  nullable(text('headers', "the message's headers, as a JSON object")),
  text('event', 'the original bytes, base64'),
  int64('event_bytes', 'how many bytes the original has'),
] as const;

/** One refused event. */
export interface DeadLetter {
  readonly dataset: string | undefined;
  readonly reason: DeadLetterReason;
  readonly field: string | undefined;
  /** "expected …, was …". */
  readonly detail: string;
}
