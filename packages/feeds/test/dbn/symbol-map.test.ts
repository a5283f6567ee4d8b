import { dayOfDate } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { SymbolInterval } from '../../src/dbn/mappings.js';
import { createSymbolMap } from '../../src/dbn/symbol-map.js';

const NS_PER_DAY = 86_400_000_000_000n;

function day(date: string): number {
  const number = dayOfDate(date);
  if (number === undefined) {
    throw new Error(`no such day: ${date}`);
  }
  return number;
}

function at(date: string, ns = 0n): bigint {
  return BigInt(day(date)) * NS_PER_DAY + ns;
}

function interval(symbol: string, id: number, from: string, to: string): SymbolInterval {
  return { symbol, instrumentId: id, fromDay: day(from), toDay: day(to) };
}

const NOBODY = new Map<number, string>();

describe('createSymbolMap', () => {
  it('names an instrument from the first nanosecond of its first day to before its end', () => {
    const map = createSymbolMap([interval('ESU4', 118, '2024-07-01', '2024-07-03')], NOBODY);
    expect(map.find(118, at('2024-07-01') - 1n)).toBeUndefined();
    expect(map.find(118, at('2024-07-01'))).toBe('ESU4');
    expect(map.find(118, at('2024-07-03') - 1n)).toBe('ESU4');
    expect(map.find(118, at('2024-07-03'))).toBeUndefined();
    expect(map.find(119, at('2024-07-01'))).toBeUndefined();
  });

  it('follows an id that is used again, and a symbol that changes its id', () => {
    const map = createSymbolMap(
      [
        interval('TSLA', 10221, '2023-07-01', '2023-07-03'),
        interval('TSLA', 10213, '2023-07-03', '2023-07-05'),
        interval('AAPL', 10221, '2023-07-03', '2023-07-05'),
      ],
      NOBODY,
    );
    expect(map.find(10221, at('2023-07-02'))).toBe('TSLA');
    expect(map.find(10221, at('2023-07-04'))).toBe('AAPL');
    expect(map.find(10213, at('2023-07-04'))).toBe('TSLA');
    expect(map.find(10221, at('2023-07-01'))).toBe('TSLA');
  });

  it('says on which day an instrument has no symbol', () => {
    const map = createSymbolMap([], NOBODY);
    const { code, detail } = map.explain(5482, at('2020-12-28', 5n));
    expect(code).toBe('UNKNOWN_INSTRUMENT');
    expect(detail).toContain('instrument 5482 on 2020-12-28: expected a symbol, was none');
  });

  it('does not choose between two names of one instrument', () => {
    const map = createSymbolMap(
      [
        interval('ES.c.0', 118, '2024-07-01', '2024-07-10'),
        interval('ES.v.0', 118, '2024-07-04', '2024-07-06'),
      ],
      NOBODY,
    );
    expect(map.find(118, at('2024-07-03'))).toBe('ES.c.0');
    expect(map.find(118, at('2024-07-05'))).toBeUndefined();
    expect(map.find(118, at('2024-07-07'))).toBe('ES.c.0');
    const { code, detail } = map.explain(118, at('2024-07-05'));
    expect(code).toBe('AMBIGUOUS_INSTRUMENT');
    expect(detail).toContain('"ES.c.0" and "ES.v.0"');
  });

  it('finds an overlap behind an interval that lies inside another', () => {
    const map = createSymbolMap(
      [
        interval('A', 1, '2024-07-01', '2024-07-31'),
        interval('A', 1, '2024-07-02', '2024-07-03'),
        interval('B', 1, '2024-07-10', '2024-07-12'),
      ],
      NOBODY,
    );
    expect(map.find(1, at('2024-07-02'))).toBe('A');
    expect(map.find(1, at('2024-07-11'))).toBeUndefined();
  });

  it('does not take the name of a group for that of its members', () => {
    const map = createSymbolMap(
      [
        interval('ES.FUT', 118, '2024-07-01', '2024-07-10'),
        interval('ES.FUT', 119, '2024-07-01', '2024-07-10'),
      ],
      NOBODY,
    );
    expect(map.find(118, at('2024-07-05'))).toBeUndefined();
    const { code, detail } = map.explain(118, at('2024-07-05'));
    expect(code).toBe('AMBIGUOUS_INSTRUMENT');
    expect(detail).toContain('names other instruments too');
  });

  it('takes a live mapping from where it stands, and the stated name always', () => {
    const stated = new Map([[7, 'ESH5']]);
    const map = createSymbolMap([interval('ESU4', 118, '2024-07-01', '2024-07-10')], stated);
    map.rename(118, 'ESZ4');
    map.rename(7, 'wrong');
    expect(map.find(118, at('2024-07-05'))).toBe('ESZ4');
    expect(map.find(7, at('1999-01-01'))).toBe('ESH5');
  });
});
