import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionPrice } from '../../src/fuel/black-scholes.js';
import type { Right } from '../../src/fuel/fuel.js';
import { impliedVolatility } from '../../src/fuel/implied-volatility.js';
import { nanos, NONE } from './support/option-session.js';

const within = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

const YEARS = 4 / (365 * 24);

describe('impliedVolatility', () => {
  it('gives 23.5 % for the option of Hull (S 21, K 20, r 10 %, a quarter of a year, at 1.875)', () => {
    const growth = Math.exp(0.1 * 0.25);
    const premium = nanos(1.875 * growth);
    const found = impliedVolatility('C', nanos(21 * growth), nanos(20), premium, premium, 0.25);
    expect(found).toBeCloseTo(0.235, 3);
  });

  it('finds the volatility that made the price, for calls and puts', () => {
    const rights = fc.constantFrom<Right>('C', 'P');
    fc.assert(
      fc.property(rights, within(590, 610), within(0.08, 2), (right, strike, volatility) => {
        const spot = 600;
        const dollars = optionPrice(right, spot, strike, volatility * Math.sqrt(YEARS));
        const timeValue = dollars - Math.max(0, right === 'C' ? spot - strike : strike - spot);
        // Whole nano-units must leave the price some digits.
        fc.pre(timeValue > 1e-4);
        const mid = nanos(dollars);
        const found = impliedVolatility(
          right,
          nanos(spot),
          nanos(strike),
          mid - 100,
          mid + 100,
          YEARS,
        );
        expect(Math.abs(found / volatility - 1)).toBeLessThan(1e-4);
      }),
    );
  });

  it.each([
    ['no bid', NONE, 1.1],
    ['no offer', 1, NONE],
    ['a bid of 0, which is an absent one', 0, 1.1],
    ['a crossed quote', 1.2, 1.1],
    ['a middle below what exercise is worth', 0.4, 0.42],
    ['a price beyond a volatility of 10', 599, 599],
  ])('is 0 with %s', (_, bid, ask) => {
    const found = impliedVolatility('C', nanos(600), nanos(599.5), nanos(bid), nanos(ask), YEARS);
    expect(found).toBe(0);
  });

  it('is 0 without a price of the underlying', () => {
    expect(impliedVolatility('C', NONE, nanos(600), nanos(1), nanos(1.1), YEARS)).toBe(0);
  });
});
