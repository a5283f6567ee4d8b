import { createHash } from 'node:crypto';
import type { Column } from './column.js';
import type { AnyRow } from './dataset.js';
import { sqlName } from './sql-types.js';

/**
 * The logical hash: what rows *say*, whatever file, engine or order holds them. Each row becomes a text
 * (below), its MD5 is cut into two unsigned 64-bit halves, and each half is summed modulo 2^64.
 *
 * Row text: the columns' texts in declared order, joined by `|`.
 * - NULL: `\N`. Integers: decimal. Booleans: `true`, `false`.
 * - Text: `\` as `\\`, `|` as `\p`, so that no text looks like another row.
 * - Doubles, never printed (engines print differently): up to 9,007,199 in size the nano-units
 *   `floor(f·1e9 + 0.5)`; up to 2^53 `<floor f>.<nano-units of the rest>`; up to 2^106 `<hi>:<lo>` with
 *   f = hi·2^53 + lo; beyond `huge` with its sign; `nan`, `inf`, `-inf`. −0 reads as 0.
 */
export interface LogicalHash {
  add(row: AnyRow): void;
  /** 32 hex digits: first half, second half. */
  digest(): string;
}

const NANO_LIMIT = 9_007_199;
const TWO_53 = 9_007_199_254_740_992;
const TWO_106 = TWO_53 * TWO_53;
const MASK = (1n << 64n) - 1n;

export function createLogicalHash(columns: readonly Column[]): LogicalHash {
  let first = 0n;
  let second = 0n;
  return {
    add: (row) => {
      const digest = createHash('md5').update(rowText(columns, row), 'utf8').digest();
      first = (first + digest.readBigUInt64BE(0)) & MASK;
      second = (second + digest.readBigUInt64BE(8)) & MASK;
    },
    digest: () => hex64(first) + hex64(second),
  };
}

/** The text of one row that the logical hash is made of. */
export function rowText(columns: readonly Column[], row: AnyRow): string {
  return columns.map((column) => valueText(column, row[column.name])).join('|');
}

/** SQL that gives the logical hash of a relation as one VARCHAR column `logical_hash`. */
export function logicalHashSql(columns: readonly Column[], relation: string): string {
  const text = columns.map(valueSql).join(` || '|' || `);
  const half = (start: number) =>
    `CAST(sum(CAST('0x' || substr(m, ${start}, 16) AS UBIGINT)) % 18446744073709551616 AS UBIGINT)`;
  const hex = (start: number) => `lpad(lower(to_hex(coalesce(${half(start)}, 0))), 16, '0')`;
  return `SELECT ${hex(1)} || ${hex(17)} AS logical_hash FROM (SELECT md5(${text}) AS m FROM ${relation})`;
}

function valueText(column: Column, value: AnyRow[string] | undefined): string {
  if (value === null || value === undefined) {
    return '\\N';
  }
  if (column.type === 'f64') {
    return floatText(Number(value));
  }
  return column.type === 'utf8'
    ? String(value).replaceAll('\\', '\\\\').replaceAll('|', '\\p')
    : String(value);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) {
    return 'nan';
  }
  const size = Math.abs(value);
  if (size === Infinity) {
    return value > 0 ? 'inf' : '-inf';
  }
  if (size < NANO_LIMIT) {
    return BigInt(Math.floor(value * 1e9 + 0.5)).toString();
  }
  if (size < TWO_53) {
    const whole = Math.floor(value);
    return `${BigInt(whole)}.${BigInt(Math.floor((value - whole) * 1e9 + 0.5))}`;
  }
  if (size < TWO_106) {
    const high = Math.floor(value / TWO_53);
    return `${BigInt(high)}:${BigInt(value - high * TWO_53)}`;
  }
  return value > 0 ? 'huge' : '-huge';
}

function valueSql(column: Column): string {
  const name = sqlName(column.name);
  const text =
    column.type === 'f64'
      ? floatSql(name)
      : column.type === 'utf8'
        ? `replace(replace(${name}, '\\', '\\\\'), '|', '\\p')`
        : `CAST(${name} AS VARCHAR)`;
  return `coalesce(${text}, '\\N')`;
}

function floatSql(name: string): string {
  const whole = (expression: string) => `CAST(CAST(${expression} AS BIGINT) AS VARCHAR)`;
  // With an exponent the literals are doubles on every engine; `9007199254740992.0` is a decimal.
  const two53 = `${TWO_53}e0`;
  const high = `floor(${name} / ${two53})`;
  return `CASE WHEN ${name} IS NULL THEN NULL
    WHEN isnan(${name}) THEN 'nan'
    WHEN isinf(${name}) THEN CASE WHEN ${name} > 0 THEN 'inf' ELSE '-inf' END
    WHEN abs(${name}) < ${NANO_LIMIT} THEN ${whole(`floor(${name} * 1e9 + 0.5)`)}
    WHEN abs(${name}) < ${two53} THEN ${whole(`floor(${name})`)} || '.' ||
      ${whole(`floor((${name} - floor(${name})) * 1e9 + 0.5)`)}
    WHEN abs(${name}) < ${two53} * ${two53} THEN ${whole(high)} || ':' ||
      ${whole(`${name} - ${high} * ${two53}`)}
    WHEN ${name} > 0 THEN 'huge' ELSE '-huge' END`;
}

function hex64(value: bigint): string {
  return value.toString(16).padStart(16, '0');
}
