import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionGamma, optionPrice } from '../../src/fuel/black-scholes.js';

const within = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

/** With a rate, an option on S is worth e^(−rT) of one on its forward S·e^(rT) without. */
const forward = (spot: number, rate: number, years: number): number =>
  spot * Math.exp(rate * years);

describe('optionPrice', () => {
  it('gives 4.76 and 0.81 for the option of Hull (S 42, K 40, r 10 %, σ 20 %, half a year)', () => {
    const spot = forward(42, 0.1, 0.5);
    const deviation = 0.2 * Math.sqrt(0.5);
    const discount = Math.exp(-0.1 * 0.5);
    expect(discount * optionPrice('C', spot, 40, deviation)).toBeCloseTo(4.76, 2);
    expect(discount * optionPrice('P', spot, 40, deviation)).toBeCloseTo(0.81, 2);
  });

  it('keeps put–call parity, C − P = S − K, and is symmetric in calls and puts', () => {
    fc.assert(
      fc.property(within(400, 800), within(400, 800), within(0.0005, 0.5), (spot, strike, s) => {
        const call = optionPrice('C', spot, strike, s);
        const put = optionPrice('P', spot, strike, s);
        expect(Math.abs(call - put - (spot - strike))).toBeLessThan(1e-9);
        // A call on S struck at K is a put on K struck at S.
        expect(Math.abs(call - optionPrice('P', strike, spot, s))).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('optionGamma', () => {
  it('gives 0.066 for the option of Hull (S 49, K 50, r 5 %, σ 20 %, 20 weeks)', () => {
    const growth = Math.exp(0.05 * 0.3846);
    const gamma = optionGamma(49 * growth, 50, 0.2 * Math.sqrt(0.3846)) * growth;
    expect(gamma).toBeCloseTo(0.066, 3);
  });

  it('is the second difference of the price', () => {
    fc.assert(
      fc.property(within(590, 610), within(0.005, 0.2), (spot, deviation) => {
        const step = 0.01;
        const [below, here, above] = [-step, 0, step].map((move) =>
          optionPrice('C', spot + move, 600, deviation),
        );
        const difference = (above - 2 * here + below) / (step * step);
        expect(Math.abs(optionGamma(spot, 600, deviation) - difference)).toBeLessThan(1e-4);
      }),
    );
  });
});
