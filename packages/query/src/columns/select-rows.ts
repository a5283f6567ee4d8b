import type { BatchColumn, ColumnBatch } from './column-batch.js';

/** The rows of a batch at these indexes, in their order. */
export function selectRows(batch: ColumnBatch, indexes: readonly number[]): ColumnBatch {
  const columns: Record<string, BatchColumn> = {};
  for (const [name, column] of Object.entries(batch.columns)) {
    columns[name] = selected(column, indexes);
  }
  return { ...batch, rows: indexes.length, columns };
}

function selected(column: BatchColumn, indexes: readonly number[]): BatchColumn {
  if (column.kind === 'text') {
    const { codes, texts } = column;
    return { kind: 'text', codes: Int32Array.from(indexes, (index) => codes[index]), texts };
  }
  const { valid: before } = column;
  const valid =
    before === undefined ? {} : { valid: Uint8Array.from(indexes, (index) => before[index]) };
  if (column.kind === 'integer') {
    const values = BigInt64Array.from(indexes, (index) => column.values[index]);
    return { kind: 'integer', values, ...valid };
  }
  // Made by the same kind of array: a price stays a double, a size an integer.
  const values = column.values.slice(0, indexes.length);
  indexes.forEach((index, row) => {
    values[row] = column.values[index];
  });
  return { kind: 'number', values, ...valid };
}
