import { type AnyRow, type Column, type ColumnValue } from '@assay/schemas';
import type { BatchColumn, ColumnBatch } from '../../src/index.js';

/** The rows of a batch, every column there; one that is left out is NULL. */
export function rowsOfBatch(batch: ColumnBatch, columns: readonly Column[]): AnyRow[] {
  return Array.from({ length: batch.rows }, (_, row) =>
    Object.fromEntries(
      columns.map((column) => [column.name, valueAt(column, batch.columns[column.name], row)]),
    ),
  );
}

function valueAt(
  { type }: Column,
  column: BatchColumn | undefined,
  row: number,
): ColumnValue | null {
  if (column === undefined) {
    return null;
  }
  if (column.kind === 'text') {
    return column.codes[row] === -1 ? null : column.texts[column.codes[row]];
  }
  if (column.valid?.[row] === 0) {
    return null;
  }
  const value = column.values[row];
  return type === 'bool' ? value === 1 : value;
}
