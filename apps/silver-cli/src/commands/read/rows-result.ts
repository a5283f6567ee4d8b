import type { RecordBatch } from 'apache-arrow';
import type { PlannedRead } from './planned-read.js';

/** One value of a row, as Arrow gives it: int64 as `bigint`. */
export type RowValue = string | number | bigint | boolean | null;

/** The rows of one batch, each the values of its columns in their order. */
export function* rowsOf(batch: RecordBatch): Generator<readonly RowValue[]> {
  const vectors = batch.schema.fields.map((_, index) => batch.getChildAt(index));
  for (let row = 0; row < batch.numRows; row += 1) {
    yield vectors.map((vector) => (vector?.get(row) ?? null) as RowValue);
  }
}

/** A few rows as objects, for a table and for `--json`. */
export async function rowsResult(
  { columns }: Pick<PlannedRead, 'columns'>,
  batches: AsyncIterable<RecordBatch>,
): Promise<Readonly<Record<string, RowValue>>[]> {
  const rows: Readonly<Record<string, RowValue>>[] = [];
  for await (const batch of batches) {
    for (const values of rowsOf(batch)) {
      rows.push(Object.fromEntries(columns.map(({ name }, index) => [name, values[index]])));
    }
  }
  return rows;
}
