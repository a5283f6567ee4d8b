import type { EventBatch, EventColumn } from './event-batch.js';

/** A batch of some rows of another one; it shares no memory with it but texts. */
export function takeRows(batch: EventBatch, rows: Int32Array): EventBatch {
  const columns = Object.entries(batch.columns).map(
    ([name, column]) => [name, takeColumn(column, rows)] as const,
  );
  return { ...batch, rows: rows.length, columns: Object.fromEntries(columns) };
}

function takeColumn(column: EventColumn, rows: Int32Array): EventColumn {
  if (column.kind === 'text') {
    return { ...column, codes: rows.map((row) => column.codes[row]) };
  }
  const { valid } = column;
  const ofRows = valid === undefined ? undefined : Uint8Array.from(rows, (row) => valid[row]);
  if (column.kind === 'integer') {
    const values = BigInt64Array.from(rows, (row) => column.values[row]);
    return { kind: 'integer', values, valid: ofRows };
  }
  const values = Float64Array.from(rows, (row) => column.values[row]);
  return { kind: 'number', values, valid: ofRows };
}
