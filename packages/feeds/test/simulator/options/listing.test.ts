import { dayOfDate } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { yearsTo } from '../../../src/simulator/options/flow.js';
import { marketHours } from '../../../src/simulator/hours.js';
import { DEFAULT_KNOBS } from '../../../src/simulator/knobs.js';
import { listOptions, osiSymbol } from '../../../src/simulator/options/listing.js';
import { valueOf } from '../../../src/simulator/options/smile.js';

const TUESDAY = dayOfDate('2025-12-16') ?? NaN;
const hours = marketHours(DEFAULT_KNOBS);
const listedOn = (date: string, centre: number) =>
  listOptions('SPY', hours.expiries(date), centre, 7);

describe('osiSymbol', () => {
  it('is 21 characters, root padded, strike in thousandths', () => {
    expect(osiSymbol('SPY', '2025-12-19', 'C', 600)).toBe('SPY   251219C00600000');
    expect(osiSymbol('SPXW', '2026-01-02', 'P', 6842.5)).toBe('SPXW  260102P06842500');
  });
});

describe('listOptions', () => {
  const listed = listedOn('2025-12-16', 685);

  it('lists two expiries of 21 strikes, calls and puts, each once', () => {
    expect(listed).toHaveLength(84);
    expect(new Set(listed.map((option) => option.symbol)).size).toBe(84);
    expect([listed[0].symbol, listed[83].symbol]).toEqual([
      'SPY   251219C00675000',
      'SPY   251226P00695000',
    ]);
  });

  it('keeps the open interest of a contract when the strikes move', () => {
    const moved = listedOn('2025-12-17', 688);
    const symbol = 'SPY   251219C00685000';
    const interest = [listed, moved].map(
      (options) => options.find((option) => option.symbol === symbol)?.openInterest,
    );
    expect(interest[0]).toBeGreaterThan(0);
    expect(interest[1]).toBe(interest[0]);
  });
});

describe('valueOf', () => {
  it('leaves no arbitrage along the strikes', () => {
    const now = TUESDAY * 86_400;
    const surface = { spot: 685, volatility: 0.15 };
    for (const right of ['C', 'P'] as const) {
      for (const expiry of ['2025-12-19', '2025-12-26']) {
        const prices = listedOn('2025-12-16', 685)
          .filter((option) => option.right === right && option.expiryDate === expiry)
          .map((option) => valueOf(surface, right, option.strike, yearsTo(option, now)).price);
        const slopes = prices.slice(1).map((price, index) => price - prices[index]);
        const sign = right === 'C' ? -1 : 1;
        expect(slopes.every((slope) => slope * sign > 0 && slope * sign < 1)).toBe(true);
        const bends = slopes.slice(1).map((slope, index) => slope - slopes[index]);
        expect(Math.min(...bends)).toBeGreaterThan(0);
      }
    }
  });
});
