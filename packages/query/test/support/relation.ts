import { sqlName, sqlText, sqlType, type AnyRow, type Column } from '@assay/schemas';

/** An SQL relation of a few rows, every value by its text: the doubles JSON lacks as well. */
export function relationOf(columns: readonly Column[], rows: readonly AnyRow[]): string {
  const cast = (column: Column, row: AnyRow) => {
    const value = row[column.name] ?? null;
    const text = value === null ? 'NULL' : sqlText(Object.is(value, -0) ? '-0.0' : String(value));
    return `CAST(${text} AS ${sqlType(column)}) AS ${sqlName(column.name)}`;
  };
  const selects = rows.map(
    (row, index) =>
      `SELECT ${index} AS ordinal, ${columns.map((each) => cast(each, row)).join(', ')}`,
  );
  const none = `SELECT 0 AS ordinal, ${columns.map((each) => cast(each, {})).join(', ')} WHERE false`;
  return `(${[...selects, none].join(' UNION ALL ')})`;
}
