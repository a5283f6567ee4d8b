import { describe, expect, it } from 'vitest';
import { blackScholes, type OptionTerms } from '../../../src/simulator/options/black-scholes.js';

function* grid(): Generator<OptionTerms> {
  for (const right of ['C', 'P'] as const) {
    for (const strike of [640, 675, 685, 691.5, 740]) {
      for (const days of [1, 9, 120]) {
        for (const volatility of [0.08, 0.2, 0.6]) {
          const years = days / 365;
          const terms = { right, strike, spot: 685, years, volatility };
          yield { ...terms, rate: 0.04, dividendYield: 0.012 };
        }
      }
    }
  }
}

const price = (terms: OptionTerms): number => blackScholes(terms).price;

describe('blackScholes', () => {
  it("gives Hull's example", () => {
    // Options, Futures, and Other Derivatives, 10th edition, example 15.6.
    const hull = { spot: 42, strike: 40, years: 0.5, rate: 0.1, volatility: 0.2, dividendYield: 0 };
    expect(price({ ...hull, right: 'C' })).toBeCloseTo(4.76, 2);
    expect(price({ ...hull, right: 'P' })).toBeCloseTo(0.81, 2);
  });

  it('keeps put-call parity', () => {
    for (const terms of grid()) {
      const { spot, strike, years, rate, dividendYield } = terms;
      const forward = spot * Math.exp(-dividendYield * years) - strike * Math.exp(-rate * years);
      const difference = price({ ...terms, right: 'C' }) - price({ ...terms, right: 'P' });
      expect(Math.abs(difference - forward)).toBeLessThan(1e-10);
    }
  });

  it('gives greeks that agree with finite differences', () => {
    for (const terms of grid()) {
      const { delta, gamma, theta, vega } = blackScholes(terms);
      const { spot, years, volatility } = terms;
      const h = 0.01;
      const up = price({ ...terms, spot: spot + h });
      const down = price({ ...terms, spot: spot - h });
      expect(Math.abs(delta - (up - down) / (2 * h))).toBeLessThan(1e-5);
      expect(Math.abs(gamma - (up - 2 * price(terms) + down) / (h * h))).toBeLessThan(1e-5);
      const hour = 1 / 365 / 24;
      const sooner = price({ ...terms, years: years - hour });
      const later = price({ ...terms, years: years + hour });
      expect(Math.abs(theta - (sooner - later) / (2 * hour * 365))).toBeLessThan(2e-3);
      const more = price({ ...terms, volatility: volatility + 1e-4 });
      const less = price({ ...terms, volatility: volatility - 1e-4 });
      expect(Math.abs(vega - (more - less) / 2e-4 / 100)).toBeLessThan(1e-5);
    }
  });
});
