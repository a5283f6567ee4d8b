import { describe, expect, it } from 'vitest';
import { parseOsiSymbol, underlyingOfRoot } from '../src/osi-symbol.js';

describe('parseOsiSymbol', () => {
  it.each([
    ['AAPL  250221C00250000', { root: 'AAPL', expDate: '2025-02-21', strike: 250, right: 'C' }],
    ['SPXW  251219P06012500', { root: 'SPXW', expDate: '2025-12-19', strike: 6012.5, right: 'P' }],
    ['F     240229C00000500', { root: 'F', expDate: '2024-02-29', strike: 0.5, right: 'C' }],
    [
      'GOOGL1240315P99999999',
      { root: 'GOOGL1', expDate: '2024-03-15', strike: 99999.999, right: 'P' },
    ],
  ])('reads %s', (symbol, contract) => {
    expect(parseOsiSymbol(symbol)).toEqual(contract);
  });

  it.each([
    ['no padding', 'AAPL250221C00250000'],
    ['padding before the root', '  AAPL250221C00250000'],
    ['a space inside the root', 'AA PL 250221C00250000'],
    ['a day that is none', 'AAPL  250230C00250000'],
    ['a right that is none', 'AAPL  250221X00250000'],
    ['a strike of 0', 'AAPL  250221C00000000'],
    ['small letters', 'aapl  250221C00250000'],
    ['a future', 'ESH4'],
  ])('knows nothing of %s', (_, symbol) => {
    expect(parseOsiSymbol(symbol)).toBeUndefined();
  });
});

describe('underlyingOfRoot', () => {
  it.each([
    ['AAPL', 'AAPL'],
    ['SPX', 'SPX'],
    ['SPXW', 'SPX'],
    ['NDXP', 'NDX'],
    ['XEO', 'OEX'],
    ['AAPL1', 'AAPL'],
  ])('%s is written on %s', (root, underlying) => {
    expect(underlyingOfRoot(root)).toBe(underlying);
  });

  it.each(['2SPX', '1SPXW', 'AAPL12'])('%s alone does not tell', (root) => {
    expect(underlyingOfRoot(root)).toBeUndefined();
  });
});
