import { describe, expect, it } from 'vitest';
import { formatOptionSymbol, parseOptionSymbol } from '../../src/codes/option-symbol.js';

describe('parseOptionSymbol', () => {
  it('reads a symbol without padding', () => {
    const contract = {
      root: 'SPY',
      underlying: 'SPY',
      optionSymbol: 'SPY   251219C00600500',
      expDate: '2025-12-19',
      right: 'C',
      strike: 600.5,
    };
    expect(parseOptionSymbol('SPY251219C00600500')).toEqual(contract);
  });

  it.each([
    ['SPXW251219C06000000', 'SPX'],
    ['AAPL1251219C00100000', 'AAPL'],
    ['BRKB251219C00100000', 'BRKB'],
  ])('knows the underlying of %s', (symbol, underlying) => {
    expect(parseOptionSymbol(symbol)?.underlying).toBe(underlying);
  });

  it.each(['', 'SPY', '2SPX251219C06000000', '251219C06000000', 'TOOLONG251219C06000000'])(
    'does not read %s',
    (symbol) => {
      expect(parseOptionSymbol(symbol)).toBeUndefined();
    },
  );

  it('reads strikes to a thousandth', () => {
    expect(parseOptionSymbol('A251219P00000001')?.strike).toBe(0.001);
    expect(parseOptionSymbol('A251219P99999999')?.strike).toBe(99_999.999);
  });
});

describe('formatOptionSymbol', () => {
  it.each([
    ['AAPL', '2014-06-13', 'C', '70.71', 'AAPL  140613C00070710'],
    ['SPX', '2018-12-21', 'P', '2525', 'SPX   181221P02525000'],
    ['SPXW', '2025-12-19', 'C', '6000.500', 'SPXW  251219C06000500'],
    ['F', '2025-12-19', 'P', '0.5', 'F     251219P00000500'],
    ['F', '2025-12-19', 'P', '0.5000000', 'F     251219P00000500'],
  ])('names %s %s %s %s', (root, expDate, right, strike, symbol) => {
    expect(formatOptionSymbol(root, expDate, right, strike)).toBe(symbol);
    expect(parseOptionSymbol(symbol.replaceAll(' ', ''))).toMatchObject({ root, expDate, right });
  });

  it.each([
    ['AAPL', '2014-06-13', 'C', '70.7123'],
    ['AAPL', '2014-06-13', 'C', '100000'],
    ['AAPL', '2014-06-13', 'X', '70'],
    ['TOOLONG', '2014-06-13', 'C', '70'],
    ['aapl', '2014-06-13', 'C', '70'],
    ['AAPL', '2014-06-13', 'C', '-70'],
  ])('cannot name %s %s %s %s', (root, expDate, right, strike) => {
    expect(formatOptionSymbol(root, expDate, right, strike)).toBeUndefined();
  });
});
