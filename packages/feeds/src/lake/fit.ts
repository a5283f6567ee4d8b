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

/** Takes what keeps a value from fitting its column. */
export type NoteProblem = (problem: Problem) => void;

/**
 * Gives the value that a row holds for what a file holds: exactly, or with a problem noted. A misfit stays
 * as it is where JSON can say it, and as text where it cannot, so that the dead letter shows it and Bronze
 * refuses it too.
 */
export type Fit = (given: LakeValue, note: NoteProblem) => ColumnValue | null;

const SIDES: Readonly<Record<string, number>> = { BUY: 1, SELL: -1, MID: 0 };

/** The fit of a column. Made once a file: books have fifty values a row. */
export function fitOf(column: Column): Fit {
  const present = presentFit(column);
  return (given, note) => {
    if (given !== null) {
      return present(given, note);
    }
    if (!column.nullable) {
      note(problemOf(column, 'NULL', true));
    }
    return null;
  };
}

function presentFit(
  column: Column,
): (given: NonNullable<LakeValue>, note: NoteProblem) => ColumnValue | null {
  const misfit = (note: NoteProblem, value: ColumnValue, was: string): ColumnValue => {
    note(problemOf(column, was));
    return value;
  };
  const quoted = (text: string): string => JSON.stringify(text.slice(0, 40));
  switch (column.type) {
    case 'utf8':
      return (given, note) =>
        fitsText(column, String(given)) ? given : misfit(note, given, quoted(String(given)));
    case 'bool':
      return (given) => given;
    case 'f64':
      return (given, note) => {
        const value = Number(given);
        if (value === 0 && column.rule.zeroIsAbsent === true) {
          return null;
        }
        return fitsNumber(column, value) ? value : misfit(note, finiteOrText(value), String(value));
      };
    default: {
      const fitInteger = integerFit(column);
      return (given, note) => {
        if (typeof given === 'string') {
          // Python's enumeration of sides, by name.
          const side = SIDES[given.toUpperCase()] as number | undefined;
          return side ?? misfit(note, given, quoted(given));
        }
        return fitInteger(given) ?? misfit(note, shownInteger(given), String(shownInteger(given)));
      };
    }
  }
}

/** The exact integer in its column's range, as rows hold it; undefined where it is none. */
function integerFit(column: Column): (given: number | bigint | boolean) => ColumnValue | undefined {
  const [min, max] = integerBounds(column);
  const [low, high] = [Number(min), Number(max)];
  const { oneOf } = column.rule;
  if (column.type === 'i64') {
    return (given) => {
      const isExact = typeof given === 'bigint' || Number.isSafeInteger(given);
      const value = isExact ? BigInt(given) : undefined;
      return value !== undefined && value >= min && value <= max ? value : undefined;
    };
  }
  return (given) => {
    const value = Number(given);
    const isIn = Number.isInteger(value) && value >= low && value <= high;
    return isIn && (oneOf === undefined || oneOf.includes(value)) ? value : undefined;
  };
}

/** A misfit as a row shows it. As text where an integer was rounded: it must not pass for an exact one. */
function shownInteger(given: number | bigint | boolean): ColumnValue {
  if (typeof given !== 'number') {
    return given;
  }
  const isRounded = Number.isInteger(given) && !Number.isSafeInteger(given);
  return isRounded ? `${given} (a double, already rounded)` : finiteOrText(given);
}

function fitsText({ rule }: Column, value: string): boolean {
  return (
    (rule.oneOf === undefined || rule.oneOf.includes(value)) &&
    (rule.date !== true || dayOfDate(value) !== undefined) &&
    (rule.nonEmpty !== true || value !== '')
  );
}

function fitsNumber({ rule }: Column, value: number): boolean {
  return (
    Number.isFinite(value) &&
    (rule.min === undefined || value >= rule.min) &&
    (rule.above === undefined || value > rule.above)
  );
}

/** JSON has no infinity: its name is no number either, so that the line stays refused. */
function finiteOrText(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function problemOf(column: Column, was: string, isAbsent = false): Problem {
  const detail = `${column.name}: expected ${expectation(column)}, was ${was}`;
  return { code: codeOf(column, isAbsent), detail };
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
