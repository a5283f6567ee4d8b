import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity } from '../../src/math/normal.js';
import { absoluteError, exactNormalCdf, relativeError } from './support/fixed-point.js';

const within = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

describe('normalCdf', () => {
  it('is within 1e-15 of the exact value', () => {
    fc.assert(
      fc.property(within(-8, 8), (x) => {
        expect(absoluteError(normalCdf(x), exactNormalCdf(x))).toBeLessThan(1e-15);
      }),
    );
  });

  it('is within 5e-9 of the exact value relatively, down to Φ(−7)', () => {
    fc.assert(
      fc.property(within(-7, 0), (x) => {
        expect(relativeError(normalCdf(x), exactNormalCdf(x))).toBeLessThan(5e-9);
      }),
    );
  });

  // Abramowitz and Stegun, Handbook of Mathematical Functions, tables 26.1 and 26.2.
  it.each([
    [0, 0.5],
    [0.5, 0.691462461274013],
    [1, 0.841344746068543],
    [2, 0.977249868051821],
    [3, 0.99865010196837],
    [-5, 2.866515719e-7],
    [-10, 7.61985e-24],
  ])('is Φ(%d) = %d as tabulated', (x, tabulated) => {
    expect(Math.abs(normalCdf(x) / tabulated - 1)).toBeLessThan(1e-6);
    expect(Math.abs(normalCdf(x) - tabulated)).toBeLessThan(1e-15);
  });

  it('is 0 and 1 far out', () => {
    expect([normalCdf(-40), normalCdf(40)]).toEqual([0, 1]);
  });
});

describe('normalDensity', () => {
  it('agrees with the host to 1e-15·(1 + x²), relatively', () => {
    fc.assert(
      fc.property(within(-30, 30), (x) => {
        const host = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
        expect(Math.abs(normalDensity(x) / host - 1)).toBeLessThan(1e-15 * (1 + x * x));
      }),
    );
  });

  it('is 0.3989422804014327 at 0', () => {
    expect(normalDensity(0)).toBe(0.3989422804014327);
  });
});
