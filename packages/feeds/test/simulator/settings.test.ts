import { describe, expect, it } from 'vitest';
import { DEFAULT_SIMULATOR_RATES } from '../../src/simulator/settings.js';
import { market } from './markets.js';

describe('createMarketSimulator', () => {
  it.each([
    [{ seed: 1.5 }, '"seed": expected a safe integer, was 1.5'],
    [{ startNs: 0n }, '"startNs": expected nanoseconds'],
    [{ futuresSymbol: '' }, '"futuresSymbol": expected a symbol'],
    [{ stockSymbol: 'spy' }, '"stockSymbol": expected 1 to 6 letters, was spy'],
    [{ futuresPrice: 5 }, '"futuresPrice": expected from 500 to 100000, was 5'],
    [{ annualVolatility: NaN }, '"annualVolatility": expected 0 to 2, was NaN'],
    [{ rates: { stockTrades: -1 } }, '"rates.stockTrades": expected 0 to 100000'],
    [{ rates: { bookUpdates: 20 } }, 'at least 2 × rates.futuresTrades'],
    [{ rates: mute() }, '"rates": expected at least one above 0'],
  ])('refuses option %# by name', (options, message) => {
    expect(() => market(options)).toThrow(message);
    expect(() => market(options)).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
  });
});

function mute(): Record<string, number> {
  return Object.fromEntries(Object.keys(DEFAULT_SIMULATOR_RATES).map((name) => [name, 0]));
}
