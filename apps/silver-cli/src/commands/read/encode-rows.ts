import type { RecordBatch } from 'apache-arrow';
import type { PlannedRead } from './planned-read.js';
import { csvHead, csvLines, jsonLines } from './row-lines.js';

/** The chunks of a format that can be written as the rows come. */
export async function* encodeRows(
  { format, columns }: Pick<PlannedRead, 'format' | 'columns'>,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<string | Uint8Array> {
  if (format === 'arrow') {
    const { arrowStream } = await import('./arrow-stream.js');
    const { head, body, end } = arrowStream(columns);
    yield head;
    for await (const batch of batches) {
      yield body(batch);
    }
    yield end;
    return;
  }
  if (format === 'csv') {
    yield csvHead(columns);
  }
  for await (const batch of batches) {
    yield format === 'csv' ? csvLines(batch) : jsonLines(columns, batch);
  }
}
