import type { Column, ColumnType } from './column.js';
import type { Dataset } from './dataset.js';
import { SYSTEM_COLUMNS } from './system-columns.js';

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  i64: 'BIGINT',
  i32: 'INTEGER',
  i16: 'SMALLINT',
  i8: 'TINYINT',
  f64: 'DOUBLE',
  utf8: 'VARCHAR',
  bool: 'BOOLEAN',
};

/** The DuckDB type of a column. */
export function sqlType(column: Column): string {
  return SQL_TYPES[column.type];
}

/** An SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An SQL string literal. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The columns of a dataset's Bronze files: its own, then the system columns. */
export function bronzeColumns(dataset: Dataset): readonly Column[] {
  return [...dataset.columns, ...SYSTEM_COLUMNS];
}

/** `{"ts_event_ns": 'BIGINT', …}`: the `columns` argument of DuckDB's `read_json`. */
export function readJsonColumns(columns: readonly Column[]): string {
  const parts = columns.map((column) => `${sqlName(column.name)}: ${sqlText(sqlType(column))}`);
  return `{${parts.join(', ')}}`;
}
