import {
  asciiText,
  digitsEnd,
  DOT,
  LOWER_E,
  MINUS,
  NINE,
  PLUS,
  UPPER_E,
  ZERO,
} from '../framer/bytes.js';

/** Digits whose value a double holds exactly. */
const SAFE_DIGITS = 15;
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const BILLION = 1_000_000_000;
const NINE_DIGITS = 9;
const WORD = 0x1_0000_0000;
const HALF_WORD = 0x1_0000;

/**
 * Reads the numbers of a line that the framer found exact: it does not check them again. After a call
 * `end` is the offset behind the number, and `value`, or `low` and `high`, are what it is.
 */
export class NumberReader {
  end = 0;
  value = 0;
  /** The words of an int64 in two's complement, both from 0 to 2^32 − 1. */
  low = 0;
  high = 0;

  /** An integer below 2^53. */
  integer(bytes: Uint8Array, at: number): void {
    const negative = bytes[at] === MINUS;
    let end = negative ? at + 1 : at;
    let value = 0;
    for (let byte = bytes[end]; byte >= ZERO && byte <= NINE; byte = bytes[end]) {
      value = value * 10 + (byte - ZERO);
      end += 1;
    }
    this.value = negative ? -value : value;
    this.end = end;
  }

  /** An int64: all but its last nine digits, then these, each an exact small integer. */
  wide(bytes: Uint8Array, at: number): void {
    const negative = bytes[at] === MINUS;
    const first = negative ? at + 1 : at;
    const end = digitsEnd(bytes, first);
    const split = Math.max(first, end - NINE_DIGITS);
    let top = 0;
    for (let index = first; index < split; index += 1) {
      top = top * 10 + (bytes[index] - ZERO);
    }
    let rest = 0;
    for (let index = split; index < end; index += 1) {
      rest = rest * 10 + (bytes[index] - ZERO);
    }
    this.end = end;
    this.compose(top, rest, negative);
  }

  /** `top · 10^9 + rest` by words: no partial product reaches 2^53. */
  private compose(top: number, rest: number, negative: boolean): void {
    const upper = Math.floor(top / HALF_WORD) * BILLION;
    const lower = (top % HALF_WORD) * BILLION + rest;
    const sum = (upper % HALF_WORD) * HALF_WORD + lower;
    let low = sum % WORD;
    let high = Math.floor(upper / HALF_WORD) + Math.floor(sum / WORD);
    if (negative) {
      low = low === 0 ? 0 : WORD - low;
      high = WORD - high - (low === 0 ? 0 : 1);
    }
    this.low = low;
    // The high word of 0 is 0, also of its negative.
    this.high = high % WORD;
  }

  /**
   * A double, rounded as every correct reader rounds it: a quotient of two exact doubles is, and what is
   * longer is left to the machine's own reader of text.
   */
  float(bytes: Uint8Array, at: number): void {
    const negative = bytes[at] === MINUS;
    const first = negative ? at + 1 : at;
    let end = first;
    let digits = 0;
    for (let byte = bytes[end]; byte >= ZERO && byte <= NINE; byte = bytes[end]) {
      digits = digits * 10 + (byte - ZERO);
      end += 1;
    }
    let count = end - first;
    let decimals = 0;
    if (bytes[end] === DOT) {
      const fraction = end + 1;
      end = fraction;
      for (let byte = bytes[end]; byte >= ZERO && byte <= NINE; byte = bytes[end]) {
        digits = digits * 10 + (byte - ZERO);
        end += 1;
      }
      decimals = end - fraction;
      count += decimals;
    }
    const hasExponent = bytes[end] === LOWER_E || bytes[end] === UPPER_E;
    if (hasExponent) {
      const sign = bytes[end + 1];
      end = digitsEnd(bytes, sign === MINUS || sign === PLUS ? end + 2 : end + 1);
    }
    this.end = end;
    if (hasExponent || count > SAFE_DIGITS) {
      this.value = Number(asciiText(bytes, at, end));
      return;
    }
    const value = decimals === 0 ? digits : digits / POWERS[decimals];
    this.value = negative ? -value : value;
  }
}
