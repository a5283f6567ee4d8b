import { END_TIME_NS, FIRST_TIME_NS, INT64_MAX, type AnyRow } from '@assay/schemas';
import type { Problem, RefusalCode } from '../feed.js';

/** The first thing wrong with a line. One object, emptied for each line. */
export interface LineProblem {
  found: Problem | undefined;
}

/** A value of a row; text in place of a number is what no number could be read from. */
type Value = AnyRow[string];

const INTEGER = /^-?\d{1,25}$/;
const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?$/;
const MAX_INT32 = 2_147_483_647;
const MAX_INT16 = 32_767;

/** Notes a problem, unless there is one already. */
export function note(line: LineProblem, code: RefusalCode, detail: string): void {
  line.found ??= { code, detail };
}

/** Notes that a field is not what it should be, and gives its text: so Bronze refuses it too. */
function malformed(line: LineProblem, field: string, expected: string, text: string): string {
  note(line, 'MALFORMED', `${field}: expected ${expected}, was "${text}"`);
  return text;
}

/** Nanoseconds since 1970 UTC; null with a problem where there are none. */
export function readTimeNs(line: LineProblem, field: string, text: string): Value {
  if (text === '' || text === '0') {
    note(line, 'UNDEFINED_TIME', `${field}: expected a time, was "${text}"`);
    return null;
  }
  if (!INTEGER.test(text)) {
    return malformed(line, field, 'nanoseconds since 1970', text);
  }
  return checkTime(line, field, BigInt(text));
}

/** The time itself, with a problem where no row can have it. */
export function checkTime(line: LineProblem, field: string, tsNs: bigint): bigint {
  if (tsNs < FIRST_TIME_NS || tsNs >= END_TIME_NS) {
    note(line, 'TIME_OUT_OF_RANGE', `${field}: expected a time from 2000 to 2100, was ${tsNs} ns`);
  }
  return tsNs;
}

/** The double nearest to a decimal, whose point stands `scale` digits further left than written. */
export function readDecimal(line: LineProblem, field: string, text: string, scale = 0): Value {
  if (!DECIMAL.test(text)) {
    return malformed(line, field, 'a number', text);
  }
  // Scaled by the exponent, not by a division, so that the decimal is rounded once.
  const value = scale === 0 ? Number(text) : Number(withExponent(text, -scale));
  if (!Number.isFinite(value)) {
    return malformed(line, field, 'a number that a double can hold', text);
  }
  return value === 0 ? 0 : value;
}

function withExponent(text: string, shift: number): string {
  const [digits, exponent = '0'] = text.split(/[eE]/);
  return `${digits}e${Number(exponent) + shift}`;
}

/** A price that a print needs: above `low`, or also `low` where `orEqual`. */
export function readPrice(
  line: LineProblem,
  field: string,
  text: string,
  options: { readonly scale?: number; readonly orZero?: boolean } = {},
): Value {
  if (text === '') {
    note(line, 'UNDEFINED_PRICE', `${field}: expected a price, was nothing`);
    return null;
  }
  const price = readDecimal(line, field, text, options.scale);
  if (typeof price === 'number' && (price < 0 || (price === 0 && options.orZero !== true))) {
    const least = options.orZero === true ? 'of at least 0' : 'above 0';
    note(line, 'PRICE_OUT_OF_RANGE', `${field}: expected a price ${least}, was ${price}`);
  }
  return price;
}

/**
 * A number of shares or contracts, times `lot`. Decimals without a fraction (`10.000000`) are
 * whole; a fraction of a share stays as it is, with a problem: no dataset holds it.
 */
export function readSize(
  line: LineProblem,
  field: string,
  text: string,
  options: { readonly min: 0 | 1; readonly lot?: number },
): Value {
  if (text === '') {
    note(line, 'SIZE_OUT_OF_RANGE', `${field}: expected a size, was nothing`);
    return null;
  }
  const value = readDecimal(line, field, text);
  if (typeof value !== 'number') {
    return value;
  }
  const size = value * (options.lot ?? 1);
  if (!Number.isInteger(size) || size < options.min || size > MAX_INT32) {
    const expected = `a whole number from ${options.min} to ${MAX_INT32}`;
    note(line, 'SIZE_OUT_OF_RANGE', `${field}: expected ${expected}, was ${size}`);
  }
  return size;
}

/** A sequence number, null where there is none. */
export function readSequence(line: LineProblem, field: string, text: string): Value {
  if (text === '') {
    return null;
  }
  if (!INTEGER.test(text)) {
    return malformed(line, field, 'a whole number', text);
  }
  const value = BigInt(text);
  return value > INT64_MAX || value < -INT64_MAX
    ? malformed(line, field, 'a number of 64 bits', text)
    : value;
}

/** A venue's number, null where there is none. */
export function readExchange(line: LineProblem, field: string, text: string): Value {
  if (text === '') {
    return null;
  }
  if (!INTEGER.test(text) || Number(text) < 0 || Number(text) > MAX_INT16) {
    return malformed(line, field, `a number from 0 to ${MAX_INT16}`, text);
  }
  return Number(text);
}

/** A count that may be absent: null where there is nothing. */
export function readCount(line: LineProblem, field: string, text: string): Value {
  return text === '' ? null : readSize(line, field, text, { min: 0 });
}
