import { describe, expect, it } from 'vitest';
import { rowsOf, usePythonLake } from './python-lake.js';
import { readRows } from './read-lake.js';

const lake = usePythonLake();

describe('conditions of a lake', () => {
  it.each([
    ['ids as text', `'14,37'`, 'IntermarketSweep|OddLot'],
    ['a list of ids', '[37, 14]', 'IntermarketSweep|OddLot'],
    ['ids in brackets', `'[14, 37]'`, 'IntermarketSweep|OddLot'],
    ['one id', '37', 'OddLot'],
    ['names', `'OddLot|IntermarketSweep'`, 'IntermarketSweep|OddLot'],
    ['no id', `''`, null],
    ['an empty list', '[]::INTEGER[]', null],
    ['NULL', 'NULL::VARCHAR', null],
    ['an id of no list', '[9999]', 'Condition9999'],
    ['words that nobody knows', `'late print'`, null],
  ])('are read from %s', async (_, conditions, expected) => {
    const { rows, error } = await readRows(
      lake,
      'stocks.trades',
      rowsOf('stocks.trades', { conditions }),
    );
    expect(error).toBeUndefined();
    expect(rows[0].conditions).toBe(expected);
  });

  it('are counted where they could not be kept', async () => {
    const select = rowsOf(
      'stocks.trades',
      { conditions: `'14,9999'` },
      { conditions: `'late print'` },
    );
    const { report } = await readRows(lake, 'stocks.trades', select);
    expect(report.warnings).toEqual(
      expect.arrayContaining([
        '1 conditions are in no list, and kept as Condition9999',
        '1 conditions are neither ids nor names that are known: left out',
      ]),
    );
  });
});
