import {
  dayOfDate,
  expectation,
  integerBounds,
  type Column,
  type ColumnValue,
} from '@assay/schemas';
import type { Problem, RefusalCode } from '../feed.js';

/** A value as the engine reads it: integers as bigint, numbers as number. */
export type LakeValue = bigint | number | string | boolean | null;

/** A value for a row, and what keeps it from fitting its column. */
export interface Fit {
  readonly value: ColumnValue | null;
  readonly problem: Problem | undefined;
}

const SIDES: Readonly<Record<string, bigint>> = { BUY: 1n, SELL: -1n, MID: 0n };

/**
 * Fits a value into its column: exactly, or with a problem. A misfit stays as it is where JSON can say
 * it, so that the dead letter shows it.
 */
export function fit(column: Column, given: LakeValue): Fit {
  if (given === null) {
    return column.nullable ? fine(null) : misfit(column, null, 'NULL', true);
  }
  switch (typeof given) {
    case 'string':
      return column.type === 'utf8' ? fitText(column, given) : fitSide(column, given);
    case 'boolean':
      return fine(given);
    case 'bigint':
      return fitInteger(column, given);
    default:
      return column.type === 'f64' ? fitNumber(column, given) : fitWhole(column, given);
  }
}

function fitText(column: Column, value: string): Fit {
  const { rule } = column;
  const isListed = rule.oneOf === undefined || rule.oneOf.includes(value);
  const isDate = rule.date !== true || dayOfDate(value) !== undefined;
  const isEmpty = rule.nonEmpty === true && value === '';
  return isListed && isDate && !isEmpty
    ? fine(value)
    : misfit(column, value, JSON.stringify(value.slice(0, 40)));
}

function fitSide(column: Column, name: string): Fit {
  const side = SIDES[name.toUpperCase()] as bigint | undefined;
  return side === undefined
    ? misfit(column, name, JSON.stringify(name.slice(0, 40)))
    : fine(Number(side));
}

function fitInteger(column: Column, value: bigint): Fit {
  const [min, max] = integerBounds(column);
  const narrow = column.type === 'i64' ? value : Number(value);
  const isListed = column.rule.oneOf === undefined || column.rule.oneOf.includes(Number(value));
  return value >= min && value <= max && isListed
    ? fine(narrow)
    : misfit(column, value, String(value));
}

/** An integer that was stored as a double: exact up to 2^53, else nobody knows what it was. */
function fitWhole(column: Column, value: number): Fit {
  if (Number.isSafeInteger(value)) {
    return fitInteger(column, BigInt(value));
  }
  if (Number.isInteger(value)) {
    // As text: a rounded integer must not pass for an exact one.
    const shown = `${value} (a double, already rounded)`;
    return misfit(column, shown, shown);
  }
  return misfit(column, finiteOrText(value), String(value));
}

function fitNumber(column: Column, value: number): Fit {
  const { min, above, zeroIsAbsent } = column.rule;
  const isIn = (min === undefined || value >= min) && (above === undefined || value > above);
  if (zeroIsAbsent === true && value === 0) {
    return fine(null);
  }
  return Number.isFinite(value) && isIn
    ? fine(value)
    : misfit(column, finiteOrText(value), String(value));
}

/** JSON has no infinity: its name is no number either, so that the line stays refused. */
function finiteOrText(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function fine(value: ColumnValue | null): Fit {
  return { value, problem: undefined };
}

function misfit(column: Column, value: ColumnValue | null, was: string, isAbsent = false): Fit {
  const detail = `${column.name}: expected ${expectation(column)}, was ${was}`;
  return { value, problem: { code: codeOf(column, isAbsent), detail } };
}

function codeOf({ name, type, rule }: Column, isAbsent: boolean): RefusalCode {
  if (rule.time === true) {
    return isAbsent ? 'UNDEFINED_TIME' : 'TIME_OUT_OF_RANGE';
  }
  if (type === 'f64') {
    return isAbsent ? 'UNDEFINED_PRICE' : 'PRICE_OUT_OF_RANGE';
  }
  if (name === 'symbol' || name === 'underlying' || name === 'option_symbol') {
    return 'UNKNOWN_INSTRUMENT';
  }
  if (name === 'aggressor') {
    return 'UNKNOWN_SIDE';
  }
  return /^size$|_sz(_\d+)?$/.test(name) ? 'SIZE_OUT_OF_RANGE' : 'MALFORMED';
}
