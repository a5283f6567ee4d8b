import { LN2_HIGH, LN2_LOW, powerOfTwo } from './powers-of-two.js';

const SQRT2 = 1.4142135623730951;
const LEAST_NORMAL = powerOfTwo(-1022);
const bits = new DataView(new ArrayBuffer(8));

/**
 * The natural logarithm: relative error below 4e-16 (absolute below 2e-16 near 1). −Infinity for 0, NaN
 * for what is below 0 and for NaN. By x = 2^k·m and ln m = 2 artanh((m − 1)/(m + 1)).
 */
export function logarithm(x: number): number {
  if (!(x > 0) || x === Infinity) {
    return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  }
  return x < LEAST_NORMAL ? ofNormal(x * powerOfTwo(54), -54) : ofNormal(x, 0);
}

/** ln(x · 2^shift) of a normal double. */
function ofNormal(x: number, shift: number): number {
  bits.setFloat64(0, x);
  let exponent = (bits.getUint32(0) >>> 20) - 1023;
  bits.setUint32(0, (bits.getUint32(0) & 0xfffff) | (1023 << 20));
  let mantissa = bits.getFloat64(0);
  if (mantissa > SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  exponent += shift;
  // s + s³/3 + s⁵/5 + …, |s| ≤ 0.172: the term in s²³ is below 1e-18.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 1 / 21;
  for (let n = 19; n >= 3; n -= 2) {
    sum = sum * square + 1 / n;
  }
  return exponent * LN2_HIGH + (exponent * LN2_LOW + (2 * s + 2 * s * square * sum));
}
