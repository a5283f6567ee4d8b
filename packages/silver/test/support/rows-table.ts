import type { QuerySession } from '@assay/query';
import { sqlName, sqlText, sqlType, type AnyRow, type Column } from '@assay/schemas';

/** Makes a temporary table of rows, as declared. */
export async function makeTable(
  session: QuerySession,
  table: string,
  columns: readonly Column[],
  rows: readonly AnyRow[],
): Promise<void> {
  const declared = columns.map((column) => `${sqlName(column.name)} ${sqlType(column)}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE ${table} (${declared.join(', ')})`);
  if (rows.length > 0) {
    const tuples = rows.map(
      (row) => `(${columns.map((column) => literal(column, row[column.name])).join(', ')})`,
    );
    await session.run(`INSERT INTO ${table} VALUES ${tuples.join(', ')}`);
  }
}

/** Numbers go as text: as literals the engine would read them as decimals, and round them once more. */
function literal(column: Column, value: AnyRow[string] | undefined): string {
  if (value === null || value === undefined) {
    return 'NULL';
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return `${sqlText(text)}::${sqlType(column)}`;
}
