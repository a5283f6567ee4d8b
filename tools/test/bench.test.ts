import { describe, expect, it } from 'vitest';
import { checkRows, formatFigure, formatTable } from '../bench/rows.mjs';

const row = {
  work: 'WAL append',
  input: '1,000 trades',
  figure: 612_000.4,
  unit: 'events/s',
  bound: 'write + fsync: 900,000 events/s',
  ratio: 0.68,
  goal: '≥ 0.6',
  met: true,
};

describe('checkRows', () => {
  it('takes one row or several', () => {
    expect(checkRows('wal', row)).toEqual([row]);
    expect(checkRows('wal', [row, row])).toHaveLength(2);
  });

  it.each([
    [{ ...row, work: undefined }, 'expected work to be text'],
    [{ ...row, figure: Number.NaN }, 'expected figure to be a finite number'],
    [{ ...row, ratio: Infinity }, 'expected ratio to be a finite number'],
    [{ ...row, met: undefined }, 'expected met to be said beside a goal'],
    [undefined, 'expected work to be text'],
  ])('refuses %o', (wrong, message) => {
    expect(() => checkRows('wal', wrong)).toThrow(`bench wal: ${message}`);
  });
});

describe('formatTable', () => {
  it('has a line for each row', () => {
    expect(formatTable([row]).split('\n')[2]).toBe(
      '| WAL append | 1,000 trades | 612,000 events/s | write + fsync: 900,000 events/s | 0.68 | ≥ 0.6 | yes |',
    );
  });
});

describe('formatFigure', () => {
  it('keeps about three digits', () => {
    expect([0.1234, 4.312, 43.12, 431.2].map(formatFigure)).toEqual([
      '0.12',
      '4.31',
      '43.1',
      '431',
    ]);
  });
});
