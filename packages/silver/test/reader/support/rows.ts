import type { AnyRow, ColumnValue, Dataset } from '@assay/schemas';
import type { RecordBatch, Table } from 'apache-arrow';

/** 2024-12-18, a Wednesday. */
export const DATE = '2024-12-18';
/** 2024-12-18T14:00Z. */
export const TWO_NS = 1_734_530_400_000_000_000n;
export const HOUR_NS = 3_600_000_000_000n;
export const DAY_NS = 24n * HOUR_NS;

/** A row of any dataset: what may be NULL is, and text is the column's name unless told. */
export function rowOf(dataset: Dataset, tsEventNs: bigint, other: AnyRow = {}): AnyRow {
  const values = dataset.columns.map(({ name, type, nullable }): [string, ColumnValue | null] => {
    if (name === 'ts_event_ns' || name === 'ts_recv_ns') {
      return [name, tsEventNs];
    }
    if (nullable) {
      return [name, null];
    }
    const value = { utf8: name, bool: false, i64: 1n, i32: 1, i16: 1, i8: 1, f64: 1.5 }[type];
    return [name, value];
  });
  return { ...Object.fromEntries(values), ...other };
}

/** The rows that Arrow data holds, one object each. */
export function rowsOf(data: Table | RecordBatch): AnyRow[] {
  const columns = data.schema.fields.map(({ name }, index) => ({
    name,
    values: data.getChildAt(index),
  }));
  return Array.from({ length: data.numRows }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name, values }) => [name, values?.get(row) as ColumnValue | null]),
    ),
  );
}

export function columnOf(data: Table | RecordBatch, name: string): unknown[] {
  return Array.from<unknown>(data.getChild(name) ?? []);
}

/** 2-contracts: the order of rows without the ordinal, which the sort keeps as it is given. */
export function compareRows(dataset: Dataset, one: AnyRow, other: AnyRow): number {
  for (const name of ['ts_event_ns', 'ts_recv_ns', 'source', dataset.partition.column, 'seq']) {
    const order = compareValues(one[name] ?? null, other[name] ?? null);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/** NULL last, text by its UTF-8 bytes. */
function compareValues(one: ColumnValue | null, other: ColumnValue | null): number {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  if (typeof one === 'string' && typeof other === 'string') {
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  }
  return one === other ? 0 : one < other ? -1 : 1;
}
