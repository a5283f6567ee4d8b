import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponential } from '../../src/math/exponential.js';
import { exactExponential, relativeError } from './support/fixed-point.js';

const within = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

describe('exponential', () => {
  it('is within 4e-16 of the exact value, relatively', () => {
    fc.assert(
      fc.property(within(-30, 600), (x) => {
        expect(relativeError(exponential(x), exactExponential(x))).toBeLessThan(4e-16);
      }),
    );
  });

  it('agrees with the host to 5e-16 from −708 to 709', () => {
    fc.assert(
      fc.property(within(-708, 709), (x) => {
        expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(5e-16);
      }),
    );
  });

  it('gives known values, and 0, Infinity and NaN where it says so', () => {
    expect(exponential(0)).toBe(1);
    expect(exponential(1)).toBeCloseTo(2.718281828459045, 14);
    expect(exponential(-0.125)).toBeCloseTo(0.8824969025845955, 15);
    expect(exponential(-708.5)).toBe(0);
    expect(exponential(710)).toBe(Infinity);
    expect(exponential(Number.NaN)).toBeNaN();
  });

  it('keeps the bits it has always given', () => {
    const arguments_ = Array.from({ length: 2_001 }, (_, index) => (index - 1_000) * 0.0137);
    const sum = arguments_.reduce((total, x) => total + exponential(x), 0);
    expect(sum).toBe(PINNED);
  });
});

/** From the first release: a change of one bit makes another engine of it. */
const PINNED = 65476484.81857489;
