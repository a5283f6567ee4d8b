import { z } from 'zod';
import type { Column, ColumnType } from './column.js';
import type { Dataset } from './dataset.js';
import { dayOfDate, END_TIME_NS, FIRST_TIME_NS } from './event-time.js';

/** Inclusive bounds of the integer types narrower than int64. */
const INTEGER_BOUNDS: Readonly<Partial<Record<ColumnType, readonly [number, number]>>> = {
  i32: [-2_147_483_648, 2_147_483_647],
  i16: [-32_768, 32_767],
  i8: [-128, 127],
};

/** Half of a surrogate pair: no UTF-8 file can hold it. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const UNPAIRED = { error: 'expected well-formed Unicode, was a lone surrogate' };

export const INT64_MIN = -(1n << 63n);
export const INT64_MAX = (1n << 63n) - 1n;

/** Inclusive bounds of an integer column: its type's, narrowed by its rule. */
export function integerBounds(column: Column): readonly [bigint, bigint] {
  if (column.rule.time === true) {
    return [FIRST_TIME_NS, END_TIME_NS - 1n];
  }
  const [low, high] = INTEGER_BOUNDS[column.type] ?? [undefined, undefined];
  const typeLow = low === undefined ? INT64_MIN : BigInt(low);
  const min = column.rule.min === undefined ? typeLow : BigInt(column.rule.min);
  return [min, high === undefined ? INT64_MAX : BigInt(high)];
}

/** What a column expects, in words: "an integer from 1 to 2147483647". */
export function expectation(column: Column): string {
  const { rule } = column;
  if (rule.oneOf !== undefined) {
    return `one of ${rule.oneOf.join(', ')}`;
  }
  if (rule.time === true) {
    return 'nanoseconds since 1970 UTC, between 2000-01-01 and 2100-01-01';
  }
  switch (column.type) {
    case 'utf8':
      return rule.date === true
        ? 'a date YYYY-MM-DD'
        : `a${rule.nonEmpty ? ' non-empty' : ''} string`;
    case 'bool':
      return 'true or false';
    case 'f64': {
      const above = rule.above === undefined ? '' : ` above ${rule.above}`;
      return `a finite number${rule.min === undefined ? above : ` of at least ${rule.min}`}`;
    }
    default: {
      const [low, high] = integerBounds(column);
      return `an integer from ${low} to ${high}`;
    }
  }
}

/**
 * The zod schema of one column's value. Where the column allows NULL, absent and null give null, and so
 * does 0 where the column reads it as "no price".
 */
export function columnSchema(column: Column): z.ZodType {
  const message = { error: `expected ${expectation(column)}` };
  const schema = presentSchema(column, message);
  if (!column.nullable) {
    return schema;
  }
  const orNull = schema.nullish().transform((value) => value ?? null);
  return column.rule.zeroIsAbsent === true
    ? z.preprocess((value) => (value === 0 ? null : value), orNull)
    : orNull;
}

function presentSchema(column: Column, message: { error: string }): z.ZodType {
  const { rule } = column;
  switch (column.type) {
    case 'bool':
      return z.boolean(message);
    case 'utf8': {
      const text = rule.nonEmpty === true ? z.string(message).min(1, message) : z.string(message);
      const base = text.refine((value) => !LONE_SURROGATE.test(value), UNPAIRED);
      const isDate = (value: string) => rule.date !== true || dayOfDate(value) !== undefined;
      const isListed = (value: string) => rule.oneOf === undefined || rule.oneOf.includes(value);
      return base.refine((value) => isDate(value) && isListed(value), message);
    }
    case 'f64': {
      const low = (value: number) =>
        (rule.min === undefined || value >= rule.min) &&
        (rule.above === undefined || value > rule.above);
      return z.number(message).refine(low, message);
    }
    case 'i64': {
      const [min, max] = integerBounds(column);
      return z.bigint(message).gte(min, message).lte(max, message);
    }
    default: {
      const [min, max] = integerBounds(column).map(Number);
      const isListed = (value: number) => rule.oneOf === undefined || rule.oneOf.includes(value);
      return z.int(message).min(min, message).max(max, message).refine(isListed, message);
    }
  }
}

/**
 * The zod schema of a dataset's rows, for edges (355 ns an object: not for hot paths). Unknown fields
 * are dropped, absent ones become NULL where allowed, and prices that stand for "no price" too.
 */
export function rowSchema(dataset: Dataset): z.ZodType<Record<string, unknown>> {
  const columns = z.object(
    Object.fromEntries(dataset.columns.map((column) => [column.name, columnSchema(column)])),
  );
  const absent = dataset.columns.filter((column) => column.rule.zeroIsAbsentWith !== undefined);
  return columns.transform((row) => {
    const read: Record<string, unknown> = { ...row };
    for (const { name, rule } of absent) {
      const isAbsent = read[name] === 0 && read[rule.zeroIsAbsentWith ?? name] === 0;
      read[name] = isAbsent ? null : read[name];
    }
    return read;
  });
}
