import { LN2_HIGH, LN2_LOW, powerOfTwo } from './powers-of-two.js';

/*
 * ECMAScript leaves the last bits of Math.exp and Math.log to the engine. The functions of this folder
 * use +, −, ×, ÷ and √ alone, which IEEE 754 leaves no room in, so that replay gives the bytes of live
 * on another machine. The simulator (packages/feeds) has its own: neither package may import the other.
 */

const LN2 = 0.6931471805599453;

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

/**
 * e^x: relative error below 4e-16 for −708 ≤ x ≤ 709; 0 below, where a double loses precision, Infinity
 * above, NaN for NaN. By x = k·ln 2 + r and the Taylor series of e^r.
 */
export function exponential(x: number): number {
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
  return sum * powerOfTwo(k);
}
