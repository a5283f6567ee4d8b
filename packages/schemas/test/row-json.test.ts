import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRow, futuresTrades, stocksTrades, type AnyRow } from '../src/index.js';
import { declare } from './support/declaration.js';

const trade = {
  ts_event_ns: 1_765_895_412_345_678_999n,
  ts_recv_ns: 1_765_895_412_345_678_999n,
  source: 'SIP',
  symbol: 'SPY',
  price: 600.25,
  size: 100,
  exchange: null,
  seq: 9_007_199_254_740_993n,
  conditions: null,
};

const refusal = (message: RegExp) =>
  expect.objectContaining({ code: 'BAD_VALUE', message: expect.stringMatching(message) });

describe('encodeRow', () => {
  it('writes columns in declared order, integers in full, without NULL columns', () => {
    const shuffled = Object.fromEntries(Object.entries(trade).toReversed()) as AnyRow;
    expect(encodeRow(stocksTrades, shuffled)).toBe(
      '{"ts_event_ns":1765895412345678999,"ts_recv_ns":1765895412345678999,"source":"SIP",' +
        '"symbol":"SPY","price":600.25,"size":100,"seq":9007199254740993}',
    );
  });

  it('leaves out what the dataset does not declare', () => {
    expect(encodeRow(stocksTrades, { ...trade, _pos: 5n, venue: 'X' })).not.toMatch(/_pos|venue/);
    expect(encodeRow(stocksTrades, {})).toBe('{}');
  });

  it('writes the ends of int64 exactly', () => {
    const row = { seq: -(1n << 63n), ts_event_ns: (1n << 63n) - 1n };
    expect(encodeRow(stocksTrades, row)).toBe(
      '{"ts_event_ns":9223372036854775807,"seq":-9223372036854775808}',
    );
  });

  it('writes every finite double so that it reads back equal', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (price) => {
        const line = encodeRow(futuresTrades, { price });
        expect((JSON.parse(line) as { price: number }).price === price).toBe(true);
        expect(line).not.toMatch(/:-0}/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes any text on one line, so that it reads back equal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (conditions) => {
        const line = encodeRow(stocksTrades, { conditions });
        expect((JSON.parse(line) as { conditions: string }).conditions).toBe(conditions);
        expect(line).not.toMatch(/[\n\r]/);
      }),
    );
  });

  it.each(['ES"Z5', 'a\\b', '\n', '\u007f', 'é', '\u2028', '\ud800', ''])(
    'writes the text %j as JSON.stringify does',
    (symbol) => {
      expect(encodeRow(stocksTrades, { symbol })).toBe(`{"symbol":${JSON.stringify(symbol)}}`);
    },
  );

  it('writes every ASCII character as JSON.stringify does', () => {
    const symbol = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    for (const character of symbol) {
      const line = `{"symbol":${JSON.stringify(character)}}`;
      expect(encodeRow(stocksTrades, { symbol: character })).toBe(line);
    }
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d, which JSON cannot hold', (price) => {
    expect(() => encodeRow(stocksTrades, { ...trade, price })).toThrow(
      refusal(/"price": expected a finite number, was/),
    );
  });

  it('refuses an int64 that was already rounded to a double', () => {
    expect(() => encodeRow(stocksTrades, { ...trade, seq: 2 ** 53 })).toThrow(
      refusal(/"seq": expected a bigint above 2\^53/),
    );
    expect(encodeRow(stocksTrades, { seq: 7 })).toBe('{"seq":7}');
  });

  it('leaves other misfits to Bronze', () => {
    expect(encodeRow(stocksTrades, { size: 2.5, symbol: true })).toBe('{"symbol":true,"size":2.5}');
  });

  it('writes the columns of a dataset declared elsewhere', () => {
    expect(encodeRow(declare(), { size: 1, symbol: 'X' })).toBe('{"symbol":"X","size":1}');
  });
});
