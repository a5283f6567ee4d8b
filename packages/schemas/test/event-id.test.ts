import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDatasetRegistry, eventId, eventIdSql, nanoUnits } from '../src/index.js';
import { readVectors, rowOfVector, type EventIdVector } from './support/vectors.js';

const registry = createDatasetRegistry();
const vectors = readVectors<EventIdVector>('event-id.json');

describe('eventId', () => {
  it('has vectors of every dataset', () => {
    expect(new Set(vectors.map((vector) => vector.dataset))).toEqual(
      new Set(registry.all.map((dataset) => dataset.id)),
    );
    expect(vectors.length).toBeGreaterThanOrEqual(20);
  });

  it.each(vectors)('gives the pinned digest of $name', (vector) => {
    const dataset = registry.get(vector.dataset);
    expect(eventId(dataset, rowOfVector(dataset.columns, vector.row))).toBe(vector.eventId);
  });

  it('reads absent fields as NULL', () => {
    const trades = registry.get('stocks.trades');
    const key = { source: 'SIP', ts_event_ns: 1n, symbol: 'SPY', price: 1, size: 1 };
    expect(eventId(trades, key)).toBe(eventId(trades, { ...key, exchange: null, seq: null }));
  });

  it('looks at key columns only', () => {
    const trades = registry.get('stocks.trades');
    const row = { source: 'SIP', ts_event_ns: 1n, symbol: 'SPY', price: 1, size: 1 };
    expect(eventId(trades, { ...row, ts_recv_ns: 5n, conditions: 'Sold' })).toBe(
      eventId(trades, row),
    );
    expect(eventId(trades, { ...row, size: 2 })).not.toBe(eventId(trades, row));
  });
});

describe('eventIdSql', () => {
  it('names every key column once, in order', () => {
    for (const dataset of registry.all) {
      const names = [...eventIdSql(dataset).matchAll(/"([a-z0-9_]+)"/g)].map((match) => match[1]);
      expect(names).toEqual(dataset.key);
    }
  });
});

describe('nanoUnits', () => {
  it.each([
    [0, 0n],
    [-0, 0n],
    [5e-10, 1n],
    [-5e-10, -1n],
    [2.5e-9, 3n],
    [-2.5e-9, -3n],
    [4.9999999999999e-10, 0n],
    [600.25, 600_250_000_000n],
    [1e20, 99_999_999_999_999_991_433_150_857_216n],
  ])('of %d is %s', (price, expected) => {
    expect(nanoUnits(price)).toBe(expected);
  });

  it.each([NaN, Infinity, -Infinity, 1.8e29, Number.MAX_VALUE])('refuses %d', (price) => {
    expect(() => nanoUnits(price)).toThrow(
      expect.objectContaining({ code: 'BAD_VALUE', message: expect.stringContaining('expected') }),
    );
  });

  it('is odd: the negated price gives the negated units', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e20, max: 1e20, noNaN: true }), (price) => {
        expect(nanoUnits(-price)).toBe(-nanoUnits(price));
      }),
    );
  });
});
