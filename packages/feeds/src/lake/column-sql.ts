import { sqlName, type Column } from '@assay/schemas';

/** A column of a Parquet file, its type in the engine's words. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
}

const INTEGER = /^U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const FLOATING = /^(?:FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const TIMESTAMP = /^TIMESTAMP(?:_S|_MS|_NS| WITH TIME ZONE)?$/;
const LIST = /\[\d*\]$/;

/**
 * The expression that reads a file's column as what its dataset declares: integers as they are (or as DOUBLE,
 * where Python stored them so to have a place for NaN), numbers as DOUBLE with NaN as NULL, the rest as
 * text or flag. Nothing is rounded here; what does not fit is told from the value. Undefined where no
 * value of this type can be one of the column.
 */
export function columnSql(column: Column, file: FileColumn): string | undefined {
  return expressionSql(column, sqlName(file.name), file.type);
}

/** As `columnSql`, of any expression of a known type. */
export function expressionSql(column: Column, sql: string, type: string): string | undefined {
  if (column.name === 'conditions') {
    return conditionsSql(sql, type);
  }
  switch (column.type) {
    case 'utf8':
      return textSql(column, sql, type);
    case 'bool':
      return type === 'BOOLEAN' ? sql : undefined;
    case 'f64':
      return INTEGER.test(type) || FLOATING.test(type) ? doubleSql(sql) : undefined;
    default:
      return integerSql(column, sql, type);
  }
}

function integerSql(column: Column, sql: string, type: string): string | undefined {
  if (INTEGER.test(type)) {
    return sql;
  }
  if (FLOATING.test(type)) {
    return doubleSql(sql);
  }
  if (column.rule.time === true && TIMESTAMP.test(type)) {
    return `epoch_ns(${sql})`;
  }
  // Python's enumeration of sides may be stored by name.
  return column.name === 'aggressor' && type === 'VARCHAR' ? sql : undefined;
}

function textSql(column: Column, sql: string, type: string): string | undefined {
  const isDate = column.rule.date === true && type === 'DATE';
  const isCode = column.nullable && INTEGER.test(type);
  return type === 'VARCHAR' ? sql : isDate || isCode ? `CAST(${sql} AS VARCHAR)` : undefined;
}

function conditionsSql(sql: string, type: string): string | undefined {
  if (LIST.test(type)) {
    return `array_to_string(CAST(${sql} AS VARCHAR[]), ',')`;
  }
  return type === 'VARCHAR' || INTEGER.test(type) ? `CAST(${sql} AS VARCHAR)` : undefined;
}

/** Equal to itself in the engine, NaN becomes NULL: Python has no other mark for "none". */
function doubleSql(sql: string): string {
  return `nullif(CAST(${sql} AS DOUBLE), CAST('nan' AS DOUBLE))`;
}

/** A path as the engine's glob that means this file alone. */
export function literalGlob(path: string): string {
  return path.replace(/[*?[]/g, (character) => `[${character}]`);
}
