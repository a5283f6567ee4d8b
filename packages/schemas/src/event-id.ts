import { createHash } from 'node:crypto';
import type { Column } from './column.js';
import type { AnyRow, Dataset } from './dataset.js';
import { SchemaError } from './errors.js';
import { sqlName } from './sql-types.js';

/** 2^127: one more than SQL's HUGEINT holds. */
const HUGEINT_LIMIT = 2 ** 127;

/**
 * `event_id`: lower-case hex MD5 of the key columns joined by `|`, in UTF-8. Integers in decimal, prices
 * as integer nano-units (round half away from zero of price × 1e9), booleans as `true`/`false`, NULL as
 * the empty string. `eventIdSql` is the same function in SQL; shared vectors pin both.
 */
export function eventId(dataset: Dataset, row: AnyRow): string {
  const parts = keyColumns(dataset).map((column) => keyText(column, row[column.name]));
  return createHash('md5').update(parts.join('|'), 'utf8').digest('hex');
}

/** The SQL expression of a dataset's `event_id`, over its columns. */
export function eventIdSql(dataset: Dataset): string {
  const parts = keyColumns(dataset).map((column) => `coalesce(${keySql(column)}, '')`);
  return `md5(concat_ws('|', ${parts.join(', ')}))`;
}

function keyColumns(dataset: Dataset): Column[] {
  return dataset.key.map((name) => {
    const column = dataset.columns.find((each) => each.name === name);
    if (column === undefined) {
      throw new SchemaError('BAD_DECLARATION', `key column "${name}" is not declared`);
    }
    return column;
  });
}

function keyText(column: Column, value: AnyRow[string] | undefined): string {
  if (value === null || value === undefined) {
    return '';
  }
  return column.type === 'f64' ? nanoUnits(Number(value)).toString() : String(value);
}

function keySql(column: Column): string {
  const name = sqlName(column.name);
  return column.type === 'f64'
    ? `CAST(CAST(round(${name} * 1e9) AS HUGEINT) AS VARCHAR)`
    : `CAST(${name} AS VARCHAR)`;
}

/**
 * Price in nano-units: round half away from zero, as SQL's `round`. Throws `BAD_VALUE` for what no
 * 128-bit integer holds (SQL fails on it too): NaN, infinities, prices of 1.7e29 and more.
 */
export function nanoUnits(price: number): bigint {
  const scaled = price * 1e9;
  if (!(Math.abs(scaled) < HUGEINT_LIMIT)) {
    throw new SchemaError('BAD_VALUE', `expected a price below 1.7e29 in size, was ${price}`);
  }
  const whole = Math.trunc(scaled);
  return BigInt(Math.abs(scaled - whole) >= 0.5 ? whole + Math.sign(scaled) : whole);
}
