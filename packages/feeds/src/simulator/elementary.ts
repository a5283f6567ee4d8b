/*
 * exp and ln by +, −, ×, ÷ and powers of two alone. ECMAScript leaves the last bits of `Math.exp` and
 * `Math.log` to the engine; IEEE-754 leaves nothing open in these four operations, so that one seed
 * gives one sequence of bytes on every machine and every engine.
 */

// ln 2 in two parts, so that k · LN2_HIGH is exact for |k| < 2^20. Source: FreeBSD msun, e_exp.c.
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const LN2 = 0.6931471805599453;
const SQRT2 = 1.4142135623730951;

const MIN_EXPONENT = -1022;
const MAX_EXPONENT = 1023;
const POWERS_OF_TWO = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(MAX_EXPONENT - MIN_EXPONENT + 1);
  powers[-MIN_EXPONENT] = 1;
  for (let exponent = 1; exponent <= MAX_EXPONENT; exponent += 1) {
    powers[exponent - MIN_EXPONENT] = powers[exponent - 1 - MIN_EXPONENT] * 2;
    powers[-exponent - MIN_EXPONENT] = powers[1 - exponent - MIN_EXPONENT] / 2;
  }
  return powers;
}

/** 1/0!, 1/1!, … 1/13!: beyond them nothing reaches the last bit for |r| ≤ ln 2 / 2. */
const INVERSE_FACTORIALS = inverseFactorials(14);

function inverseFactorials(count: number): number[] {
  const inverses: number[] = [];
  let factorial = 1;
  for (let n = 0; n < count; n += 1) {
    factorial *= n === 0 ? 1 : n;
    inverses.push(1 / factorial);
  }
  return inverses;
}

/** e^x, to about one unit in the last place; 0 below −708, where a double loses precision. */
export function exp(x: number): number {
  if (x < -708) {
    return 0;
  }
  if (x > 709) {
    return Infinity;
  }
  const k = Math.round(x / LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = INVERSE_FACTORIALS[13];
  for (let n = 12; n >= 0; n -= 1) {
    sum = sum * r + INVERSE_FACTORIALS[n];
  }
  return sum * POWERS_OF_TWO[k - MIN_EXPONENT];
}

const bits = new DataView(new ArrayBuffer(8));

/** The natural logarithm of a positive normal double, to about one unit in the last place. */
export function ln(x: number): number {
  bits.setFloat64(0, x);
  let exponent = (bits.getUint32(0) >>> 20) - 1023;
  let mantissa = x / POWERS_OF_TWO[exponent - MIN_EXPONENT];
  if (mantissa > SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …), |s| ≤ 0.172.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 1 / 21;
  for (let n = 19; n >= 1; n -= 2) {
    sum = sum * square + 1 / n;
  }
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * s * sum);
}
