import type { AnyRow, Column, Dataset } from '@assay/schemas';
import type { EventBatch, EventColumn } from '@assay/signals';

/** Rows of one dataset as the columns that an engine takes; as from Silver, without copies. */
export function batchOf(dataset: Dataset, rows: readonly AnyRow[]): EventBatch {
  const columns: Record<string, EventColumn> = {
    _ord: { kind: 'number', values: Int32Array.from(rows, (_, index) => index) },
  };
  for (const column of dataset.columns) {
    columns[column.name] = columnOf(
      column,
      rows.map((row) => row[column.name] ?? null),
    );
  }
  return { dataset: dataset.id, rows: rows.length, columns, origin: undefined };
}

function columnOf({ type }: Column, values: readonly AnyRow[string][]): EventColumn {
  const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1));
  if (type === 'utf8') {
    const texts = [...new Set(values.filter((value) => typeof value === 'string'))];
    const codes = new Map<unknown, number>(texts.map((text, code) => [text, code]));
    return {
      kind: 'text',
      codes: Int32Array.from(values, (value) => codes.get(value) ?? -1),
      texts,
    };
  }
  if (type === 'i64') {
    return {
      kind: 'integer',
      values: BigInt64Array.from(values, (value) => BigInt(value ?? 0)),
      valid,
    };
  }
  return {
    kind: 'number',
    values: Float64Array.from(values, (value) => Number(value ?? 0)),
    valid,
  };
}
