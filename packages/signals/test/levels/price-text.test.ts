import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceText } from '../../src/levels/price-text.js';

describe('priceText', () => {
  it.each([
    [600e9, '600'],
    [600.5e9, '600.5'],
    [1, '0.000000001'],
    [0, '0'],
    [-12.25e9, '-12.25'],
    [5_500.125e9, '5500.125'],
  ])('writes %d nano-units as %s', (nanos, text) => {
    expect(priceText(nanos)).toBe(text);
  });

  it('is exact: the price can be had back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_007_199_254_740_991 }), (nanos) => {
        const [whole, fraction = ''] = priceText(nanos).split('.');
        expect(BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))).toBe(
          BigInt(nanos),
        );
      }),
    );
  });
});
