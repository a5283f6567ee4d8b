import type { Column } from './column.js';
import type { AnyRow, Dataset } from './dataset.js';
import { SchemaError } from './errors.js';

/**
 * One row as one JSON line (no newline), columns in declared order, NULL columns left out. Integers are
 * written in full, doubles in their shortest exact form (−0 as 0). Throws `BAD_VALUE` for what Bronze
 * could not see any more: NaN and infinities, which JSON cannot hold, and an int64 given as a number
 * above 2^53, already rounded. Any other misfit is left to Bronze, which stores it as a dead letter.
 */
export function encodeRow(dataset: Dataset, row: AnyRow): string {
  let line = '';
  for (const column of dataset.columns) {
    const value = row[column.name];
    if (value !== null && value !== undefined) {
      line += `${line === '' ? '{' : ','}"${column.name}":${valueJson(column, value)}`;
    }
  }
  return line === '' ? '{}' : `${line}}`;
}

function valueJson(column: Column, value: NonNullable<AnyRow[string]>): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) {
        throw new SchemaError(
          'BAD_VALUE',
          `"${column.name}": expected a finite number, was ${value}`,
        );
      }
      if (column.type === 'i64' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
        throw new SchemaError(
          'BAD_VALUE',
          `"${column.name}": expected a bigint above 2^53, was the number ${value}`,
        );
      }
      return String(value);
    default:
      return String(value);
  }
}
