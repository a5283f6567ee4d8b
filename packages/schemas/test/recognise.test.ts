import { describe, expect, it } from 'vitest';
import { createDatasetRegistry, futuresTrades, recogniseDataset } from '../src/index.js';

const registry = createDatasetRegistry();

function recognise(event: Readonly<Record<string, unknown>>): string | undefined {
  return recogniseDataset(
    registry,
    (field) => Object.hasOwn(event, field),
    (field) => (typeof event[field] === 'string' ? event[field] : undefined),
  )?.id;
}

const option = { underlying: 'SPY', option_symbol: 'O:SPY251219C00600000' };
const print = { price: 1.5, size: 2 };
const greeks = { delta: 0.5, gamma: 0.01, theta: -0.1, vega: 0.2 };
const sides = { bid_px: 1, ask_px: 2 };

describe('recogniseDataset', () => {
  it.each([
    ['bid_px and ask_px', sides, 'stocks.quotes.v1'],
    ['a whole quote', { symbol: 'SPY', ...sides, bid_sz: 1, ask_sz: 1 }, 'stocks.quotes.v1'],
    ['an absent side as null', { symbol: 'SPY', bid_px: null, ask_px: 2 }, 'stocks.quotes.v1'],
    ['levels', { levels: [] }, 'futures.mbp10.v1'],
    ['levels of a symbol', { symbol: 'ESZ5', levels: [] }, 'futures.mbp10.v1'],
    ['levels beside a trade', { symbol: 'ESZ5', ...print, levels: [] }, 'futures.mbp10.v1'],
    ['levels beside a quote', { symbol: 'ES', ...sides, levels: [] }, 'futures.mbp10.v1'],
    ['an ES symbol, price and size', { symbol: 'ESZ5', ...print }, 'futures.trades.v1'],
    ['ES as a root', { symbol: 'ES', ...print }, 'futures.trades.v1'],
    ['ES as a continuous contract', { symbol: 'ES.c.0', ...print }, 'futures.trades.v1'],
    ['an ES spread', { symbol: 'ESZ5-ESH6', ...print }, 'futures.trades.v1'],
    ['a micro', { symbol: 'MESH2026', ...print }, 'futures.trades.v1'],
    ['another symbol, price and size', { symbol: 'SPY', ...print }, 'stocks.trades.v1'],
    ['a symbol that begins with ES', { symbol: 'ESTC', ...print }, 'stocks.trades.v1'],
    ['option fields with greeks', { ...option, ...greeks }, 'options.greeks_snapshots.v1'],
    ['a print with greeks', { ...option, ...print, ...greeks }, 'options.greeks_snapshots.v1'],
    ['option fields', option, 'options.trades.v1'],
    ['an option print', { ...option, ...print }, 'options.trades.v1'],
    ['an option print with a symbol', { symbol: 'X', ...option, ...print }, 'options.trades.v1'],
  ])('takes %s for what it is', (_, event, expected) => {
    expect(recognise(event)).toBe(expected);
  });

  it.each([
    ['nothing', {}],
    ['a symbol alone', { symbol: 'SPY' }],
    ['a symbol that is no text', { symbol: 5, price: 1 }],
    ['one side of a quote', { symbol: 'SPY', bid_px: 1 }],
    ['an underlying alone', { underlying: 'SPY', ...print }],
    ['a futures print of a product it does not know', { symbol: 'NQZ5', ...print, aggressor: 1 }],
    ['other fields', { open: 1, high: 2, low: 0, close: 1 }],
    ['a level signal, which foreign producers send on its subject', { level_id: 'VWAP' }],
  ])('takes %s for nothing', (_, event) => {
    expect(recognise(event)).toBeUndefined();
  });

  it('matches the whole symbol', () => {
    const pattern = futuresTrades.recognition?.partitionPattern;
    for (const symbol of ['ESZ5', 'ESH2024', 'MES', 'ES.v.1', 'ESZ5-MESH6']) {
      expect(pattern?.test(symbol), symbol).toBe(true);
    }
    for (const symbol of ['XESZ5', 'ESZ', 'ESA5', 'esz5', 'ESZ5 ', 'ES\n', 'ESZ5-', '']) {
      expect(pattern?.test(symbol), symbol).toBe(false);
    }
  });
});
