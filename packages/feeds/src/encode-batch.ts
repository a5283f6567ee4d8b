import { encodeRow } from '@assay/schemas';
import type { FeedBatch } from './feed.js';

/**
 * The batch as NDJSON lines (no newline), one an event, in order. A refused event is written with
 * what the file says of it, without what the file leaves undefined, plus `refused` (why) and
 * `refused_record` (the record, hexadecimal): Bronze keeps the line as a dead letter.
 */
export function encodeBatch(batch: FeedBatch): string[] {
  const lines = batch.rows.map((row) => encodeRow(batch.dataset, row));
  for (const refusal of batch.refusals) {
    const line = lines[refusal.index];
    const reason = JSON.stringify(`${refusal.code}: ${refusal.detail}`);
    const record = Buffer.from(refusal.bytes).toString('hex');
    lines[refusal.index] = `${line.slice(0, -1)},"refused":${reason},"refused_record":"${record}"}`;
  }
  return lines;
}
