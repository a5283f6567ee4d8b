import type { Column } from '@assay/schemas';
import type { RecordBatch } from 'apache-arrow';
import type { Format } from './formats.js';
import type { PlannedRead } from './planned-read.js';
import { csvHead, csvLines, jsonLines } from './row-lines.js';

/**
 * The chunks of a format that can be written as the rows come. Nothing comes before the first row is there,
 * or it is known that there is none: what is refused leaves no head of a file behind.
 */
export async function* encodeRows(
  { format, columns }: Pick<PlannedRead, 'format' | 'columns'>,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<string | Uint8Array> {
  const { head, body, end } = await encoderOf(format, columns);
  let isBegun = false;
  for await (const batch of batches) {
    if (!isBegun && head !== undefined) {
      yield head;
    }
    isBegun = true;
    yield body(batch);
  }
  if (!isBegun && head !== undefined) {
    yield head;
  }
  if (end !== undefined) {
    yield end;
  }
}

interface Encoder {
  readonly head?: string | Uint8Array;
  body(batch: RecordBatch): string | Uint8Array;
  readonly end?: Uint8Array;
}

async function encoderOf(format: Format, columns: readonly Column[]): Promise<Encoder> {
  if (format === 'arrow') {
    const { arrowStream } = await import('./arrow-stream.js');
    return arrowStream(columns);
  }
  return format === 'csv'
    ? { head: csvHead(columns), body: csvLines }
    : { body: (batch) => jsonLines(columns, batch) };
}
