import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractSymbol, parseContract, splitSpread } from '../src/index.js';
import { codeOf } from './support/refusal.js';

describe('parseContract', () => {
  it.each([
    ['ESZ5', '2025-12-16', 2025, 12],
    ['ESZ5', '2024-03-01', 2025, 12],
    ['ESZ5', '2026-01-05', 2025, 12],
    ['ESZ5', '2027-01-05', 2035, 12],
    ['ESH1', '2020-12-28', 2021, 3],
    ['ESZ9', '2019-12-31', 2019, 12],
    ['ESM25', '2025-01-02', 2025, 6],
    ['ESU2026', '2025-01-02', 2026, 9],
  ])('reads %s as of %s as %i-%i', (symbol, asOf, year, month) => {
    expect(parseContract(symbol, asOf)).toEqual({ root: 'ES', year, month });
  });

  it.each([
    ['NQH6', 'NQ'],
    ['6EH6', '6E'],
    ['ZCZ5', 'ZC'],
    ['ZNZ5', 'ZN'],
    ['M2KH6', 'M2K'],
    ['CLF6', 'CL'],
  ])('finds the product of %s', (symbol, root) => {
    expect(parseContract(symbol, '2025-12-16').root).toBe(root);
  });

  it.each(['ES', 'ESZ5-ESH6', 'ES.c.0', 'ESI5', 'ESZ', 'esz5', 'UD:1V: 12', '', 'ESZ555'])(
    'refuses "%s"',
    (symbol) => {
      expect(codeOf(() => parseContract(symbol, '2025-12-16'))).toBe('BAD_SYMBOL');
    },
  );

  it('gives back the contract of a symbol that is near in time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2010, max: 2090 }),
        fc.integer({ min: -1, max: 8 }),
        fc.integer({ min: 1, max: 12 }),
        (now, ahead, month) => {
          const contract = { root: 'ES', year: now + ahead, month };
          expect(parseContract(contractSymbol(contract), `${now}-06-30`)).toEqual(contract);
        },
      ),
    );
  });
});

describe('splitSpread', () => {
  it('gives the legs, near and far', () => {
    expect(splitSpread('ESZ5-ESH6', '2025-12-16')).toEqual([
      { root: 'ES', year: 2025, month: 12 },
      { root: 'ES', year: 2026, month: 3 },
    ]);
  });

  it.each(['ESZ5', 'ESZ5-ESH6-ESM6', 'ESZ5-', '-ESZ5', 'ESZ5-ES'])('refuses "%s"', (symbol) => {
    expect(codeOf(() => splitSpread(symbol, '2025-12-16'))).toBe('BAD_SYMBOL');
  });
});
