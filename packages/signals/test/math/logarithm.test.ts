import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logarithm } from '../../src/math/logarithm.js';
import { absoluteError, exactLogarithm, relativeError } from './support/fixed-point.js';

describe('logarithm', () => {
  it('is within 4e-16 of the exact value, relatively', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.11, max: 9.9, noNaN: true }), (x) => {
        fc.pre(x !== 1);
        expect(relativeError(logarithm(x), exactLogarithm(x))).toBeLessThan(4e-16);
      }),
    );
  });

  it('is within 2e-16 of the exact value near 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.7, max: 1.4, noNaN: true }), (x) => {
        expect(absoluteError(logarithm(x), exactLogarithm(x))).toBeLessThan(2e-16);
      }),
    );
  });

  it('agrees with the host to 5e-16 over all doubles above 0', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true }),
        (x) => {
          fc.pre(x !== 1);
          expect(Math.abs(logarithm(x) / Math.log(x) - 1)).toBeLessThan(5e-16);
        },
      ),
    );
  });

  it('gives known values, and −Infinity, Infinity and NaN where it says so', () => {
    expect(logarithm(1)).toBe(0);
    expect(logarithm(2)).toBe(0.6931471805599453);
    expect(logarithm(10)).toBe(2.302585092994046);
    expect(logarithm(0)).toBe(-Infinity);
    expect(logarithm(Infinity)).toBe(Infinity);
    expect(logarithm(-1)).toBeNaN();
    expect(logarithm(Number.NaN)).toBeNaN();
  });
});
