import type { OutgoingMessage } from '@assay/bus';
import { encodeRow, type AnyRow, type Dataset } from '@assay/schemas';
import { BronzeError } from '../errors.js';

/** Rows of one message: small enough to be one unit of delivery, large enough to be cheap. */
const ROWS_PER_MESSAGE = 1_000;

/**
 * Rows as NDJSON messages on their dataset's subject. Throws `BAD_ROW` for a value JSON cannot hold;
 * any other misfit ends as a dead letter, as it would from any producer.
 */
export function rowMessages(dataset: Dataset, rows: readonly AnyRow[]): OutgoingMessage[] {
  const { subject } = dataset;
  if (subject === undefined) {
    throw new BronzeError('BAD_REQUEST', `${dataset.id}: expected a dataset of the log`);
  }
  const messages: OutgoingMessage[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_MESSAGE) {
    const lines = rows
      .slice(start, start + ROWS_PER_MESSAGE)
      .map((row, index) => line(dataset, row, start + index));
    messages.push({
      subject,
      headers: { 'Content-Type': 'application/x-ndjson' },
      bytes: Buffer.from(lines.join('\n'), 'utf8'),
    });
  }
  return messages;
}

function line(dataset: Dataset, row: AnyRow, index: number): string {
  try {
    return encodeRow(dataset, row);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new BronzeError('BAD_ROW', `${dataset.id}, row ${index}: ${words}`, { cause });
  }
}
