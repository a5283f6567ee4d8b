import { dayOfDate, END_TIME_NS, FIRST_TIME_NS, type AnyRow, type Column } from '@assay/schemas';

const INTEGER_BITS: Readonly<Record<string, number>> = { i8: 8, i16: 16, i32: 32 };

/** What is wrong with a row, by its columns' types and rules; undefined when nothing is. */
export function rowProblem(columns: readonly Column[], row: AnyRow): string | undefined {
  if (Object.keys(row).length !== columns.length) {
    return `${Object.keys(row).length} fields for ${columns.length} columns`;
  }
  for (const column of columns) {
    const value = row[column.name];
    if (value === null && column.nullable) {
      continue;
    }
    if (!hasType(column, value) || !keepsRule(column, value)) {
      return `${column.name}: ${String(value)}`;
    }
  }
  return undefined;
}

function hasType({ type }: Column, value: AnyRow[string] | undefined): boolean {
  switch (type) {
    case 'i64':
      return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
    case 'f64':
      return typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0);
    case 'utf8':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    default: {
      const half = 2 ** (INTEGER_BITS[type] - 1);
      return Number.isInteger(value) && Number(value) >= -half && Number(value) < half;
    }
  }
}

function keepsRule({ rule }: Column, value: AnyRow[string] | undefined): boolean {
  const number = Number(value);
  const text = String(value);
  return (
    (rule.time === undefined || isInTime(value)) &&
    (rule.min === undefined || number >= rule.min) &&
    (rule.above === undefined || number > rule.above) &&
    (rule.oneOf === undefined || rule.oneOf.includes(value as string | number)) &&
    (rule.date === undefined || dayOfDate(text) !== undefined) &&
    (rule.nonEmpty === undefined || text !== '')
  );
}

function isInTime(value: AnyRow[string] | undefined): boolean {
  return typeof value === 'bigint' && value >= FIRST_TIME_NS && value < END_TIME_NS;
}
