import { digitsEnd, DOT, LOWER_E, MINUS, PLUS, REFUSED, UPPER_E, ZERO, NINE } from './bytes.js';
import type { FieldPlan } from './field-plan.js';

/** Digits whose value a double holds exactly. */
const SAFE_DIGITS = 15;
/** Digits of the ends of int64, which longer integers pass. */
const INT64_MAX_TEXT = Buffer.from('9223372036854775807', 'latin1');
const INT64_MIN_TEXT = Buffer.from('9223372036854775808', 'latin1');
/** With so many digits and such an exponent at most, no double overflows, and none but 0 is 0. */
const MAX_FLOAT_DIGITS = 40;
const MAX_EXPONENT = 250;

/*
 * Each walker gives the offset after the value, or REFUSED. What follows the value is for its caller to
 * look at: `2.6` ends an integer at the dot, where no separator stands.
 */

/** An integer of the column's type and range. */
export function integerEnd(field: FieldPlan, bytes: Uint8Array, at: number): number {
  const negative = bytes[at] === MINUS;
  const first = negative ? at + 1 : at;
  let end = first;
  let value = 0;
  for (let byte = bytes[end]; byte >= ZERO && byte <= NINE; byte = bytes[end]) {
    value = value * 10 + (byte - ZERO);
    end += 1;
  }
  const digits = end - first;
  if (digits === 0 || (bytes[first] === ZERO && (digits > 1 || negative))) {
    return REFUSED;
  }
  if (digits > SAFE_DIGITS) {
    // The value is not exact any more; a rule narrower than the type would need it.
    const isBounded = field.min > -1e18 && (field.min !== 0 || negative);
    return field.wide && !isBounded && fitsInt64(bytes, first, digits, negative) ? end : REFUSED;
  }
  const signed = negative ? -value : value;
  if (signed < field.min || signed > field.max) {
    return REFUSED;
  }
  return field.oneOf === undefined || field.oneOf.includes(signed) ? end : REFUSED;
}

/** A finite double, within what signs and zeros tell of the column's range. */
export function floatEnd(field: FieldPlan, bytes: Uint8Array, at: number): number {
  const negative = bytes[at] === MINUS;
  const first = negative ? at + 1 : at;
  let end = first;
  // Any digit but 0 leaves a bit here.
  let nonZero = 0;
  for (let byte = bytes[end]; byte >= ZERO && byte <= NINE; byte = bytes[end]) {
    nonZero |= byte ^ ZERO;
    end += 1;
  }
  const digits = end - first;
  if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) {
    return REFUSED;
  }
  if (bytes[end] === DOT) {
    const fraction = end + 1;
    end = fraction;
    for (let byte = bytes[end]; byte >= ZERO && byte <= NINE; byte = bytes[end]) {
      nonZero |= byte ^ ZERO;
      end += 1;
    }
    if (end === fraction) {
      return REFUSED;
    }
  }
  if (end - first > MAX_FLOAT_DIGITS) {
    return REFUSED;
  }
  if (bytes[end] === LOWER_E || bytes[end] === UPPER_E) {
    end = exponentEnd(bytes, end + 1);
  }
  if (nonZero === 0 && (field.zeroIsSpecial || negative)) {
    return REFUSED;
  }
  switch (field.floatMin) {
    case 'any':
      return end;
    case 'zero':
      return negative ? REFUSED : end;
    case 'above-zero':
      return negative || nonZero === 0 ? REFUSED : end;
    case 'other':
      return REFUSED;
  }
}

/** The offset after an exponent's digits, where it is small. */
function exponentEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at] === MINUS || bytes[at] === PLUS ? at + 1 : at;
  const end = digitsEnd(bytes, first);
  let exponent = 0;
  for (let index = first; index < end && exponent <= MAX_EXPONENT; index += 1) {
    exponent = exponent * 10 + (bytes[index] - ZERO);
  }
  return end > first && exponent <= MAX_EXPONENT ? end : REFUSED;
}

function fitsInt64(bytes: Uint8Array, at: number, digits: number, negative: boolean): boolean {
  const limit = negative ? INT64_MIN_TEXT : INT64_MAX_TEXT;
  if (digits !== limit.length) {
    return digits < limit.length;
  }
  for (let index = 0; index < digits; index += 1) {
    if (bytes[at + index] !== limit[index]) {
      return bytes[at + index] < limit[index];
    }
  }
  return true;
}

/** Any integer: the value of a field that is not read. */
export function plainIntegerEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at] === MINUS ? at + 1 : at;
  const end = digitsEnd(bytes, first);
  return end > first && (end === first + 1 || bytes[first] !== ZERO) ? end : REFUSED;
}
