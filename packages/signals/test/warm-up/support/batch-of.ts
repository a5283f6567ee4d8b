import type { EventBatch, EventColumn } from '../../../src/events/event-batch.js';

type Cell = number | bigint | string | null;
export type Row = Readonly<Record<string, Cell>>;

/** Rows as the columns of a batch from a log. Every row has the same columns. */
export function batchOf(dataset: string, rows: readonly Row[]): EventBatch {
  const names = Object.keys(rows.at(0) ?? {});
  return {
    dataset,
    rows: rows.length,
    columns: Object.fromEntries(
      names.map((name) => [name, columnOf(rows.map((row) => row[name]))]),
    ),
    origin: { shard: 'market', epoch: 1 },
  };
}

function columnOf(cells: readonly Cell[]): EventColumn {
  const valid = Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1));
  if (cells.some((cell) => typeof cell === 'string')) {
    const texts = [...new Set(cells.filter((cell) => typeof cell === 'string'))];
    const codes = Int32Array.from(cells, (cell) => texts.indexOf(String(cell)));
    return { kind: 'text', codes, texts };
  }
  if (cells.some((cell) => typeof cell === 'bigint')) {
    const values = BigInt64Array.from(cells, (cell) => (typeof cell === 'bigint' ? cell : 0n));
    return { kind: 'integer', values, valid };
  }
  return { kind: 'number', values: Float64Array.from(cells, (cell) => Number(cell)), valid };
}
