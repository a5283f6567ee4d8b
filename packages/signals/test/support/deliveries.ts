import type { AnyRow, Column, ColumnValue, Dataset } from '@assay/schemas';
import type { EventBatch, EventColumn } from '../../src/events/event-batch.js';

/** A row of a dataset, as a log delivers it. */
export interface Delivery {
  readonly dataset: Dataset;
  readonly row: AnyRow;
  readonly run: string | null;
  readonly runPos: bigint | null;
  readonly shard: string;
  readonly epoch: number;
  readonly pos: bigint;
}

const i64 = (name: string): Column => ({ ...COLUMN, name, type: 'i64' });
const COLUMN = { nullable: true, describe: '', rule: {}, name: '', type: 'i64' } as const;
const RUN: Column = { ...COLUMN, name: '_run', type: 'utf8' };

/** Deliveries as batches of a log: one for each stretch of the same dataset and origin. */
export function logBatches(deliveries: readonly Delivery[]): EventBatch[] {
  const batches: EventBatch[] = [];
  for (let from = 0; from < deliveries.length;) {
    const { dataset, shard, epoch } = deliveries[from];
    let to = from + 1;
    while (
      to < deliveries.length &&
      deliveries[to].dataset === dataset &&
      deliveries[to].shard === shard &&
      deliveries[to].epoch === epoch
    ) {
      to += 1;
    }
    const part = deliveries.slice(from, to);
    const system = (name: string, values: (bigint | string | null)[], column: Column) =>
      [name, columnOf(column, values)] as const;
    batches.push({
      dataset: dataset.id,
      rows: part.length,
      columns: {
        ...columnsOf(
          dataset,
          part.map(({ row }) => row),
        ),
        ...Object.fromEntries([
          system(
            '_run',
            part.map(({ run }) => run),
            RUN,
          ),
          system(
            '_run_pos',
            part.map(({ runPos }) => runPos),
            i64('_run_pos'),
          ),
          system(
            '_pos',
            part.map(({ pos }) => pos),
            i64('_pos'),
          ),
        ]),
      },
      origin: { shard, epoch },
    });
    from = to;
  }
  return batches;
}

/** Rows as Silver has them: reduced, with `_ord`. */
export function silverBatch(dataset: Dataset, rows: readonly AnyRow[]): EventBatch {
  const order = rows.map((row) => row['_ord'] ?? 0);
  return {
    dataset: dataset.id,
    rows: rows.length,
    columns: {
      ...columnsOf(dataset, rows),
      _ord: { kind: 'number', values: Int32Array.from(order, Number) },
    },
    origin: undefined,
  };
}

function columnsOf(dataset: Dataset, rows: readonly AnyRow[]): Record<string, EventColumn> {
  return Object.fromEntries(
    dataset.columns.map((column) => [
      column.name,
      columnOf(
        column,
        rows.map((row) => row[column.name] ?? null),
      ),
    ]),
  );
}

function columnOf({ type }: Column, cells: readonly (ColumnValue | null)[]): EventColumn {
  if (type === 'utf8') {
    const texts = [...new Set(cells.filter((cell) => cell !== null).map(String))];
    const codes = Int32Array.from(cells, (cell) =>
      cell === null ? -1 : texts.indexOf(String(cell)),
    );
    return { kind: 'text', codes, texts };
  }
  const valid = Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1));
  if (type === 'i64') {
    return {
      kind: 'integer',
      values: BigInt64Array.from(cells, (cell) => BigInt(cell ?? 0)),
      valid,
    };
  }
  const numbers = cells.map((cell) => Number(cell ?? 0));
  const values = type === 'f64' ? Float64Array.from(numbers) : Int32Array.from(numbers);
  return { kind: 'number', values, valid };
}
