import { dateOfDay, dayOfDate } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import {
  frontContract,
  nextFridays,
  thirdFriday,
  weekdayOf,
} from '../../src/simulator/contracts.js';

const day = (date: string): number => dayOfDate(date) ?? NaN;

describe('thirdFriday', () => {
  it('gives known expiries', () => {
    const expiries = [
      thirdFriday(2024, 3),
      thirdFriday(2024, 6),
      thirdFriday(2025, 12),
      thirdFriday(2026, 3),
    ];
    expect(expiries.map(dateOfDay)).toEqual([
      '2024-03-15',
      '2024-06-21',
      '2025-12-19',
      '2026-03-20',
    ]);
  });
});

describe('frontContract', () => {
  it('rolls eight days before expiry, over the year too', () => {
    const fronts = [
      ['2025-12-10', 'ESZ5'],
      ['2025-12-11', 'ESH6'],
      ['2025-12-31', 'ESH6'],
      ['2026-01-01', 'ESH6'],
      ['2026-03-12', 'ESM6'],
      ['2024-07-01', 'ESU4'],
      ['2029-12-25', 'ESH0'],
    ];
    expect(fronts.map(([date]) => [date, frontContract('ES', day(date))])).toEqual(fronts);
  });

  it('never goes back in a hundred years of days', () => {
    let changes = 0;
    for (let date = day('2000-01-01'); date < day('2099-12-31'); date += 1) {
      changes += frontContract('ES', date) === frontContract('ES', date + 1) ? 0 : 1;
    }
    expect(changes).toBe(400);
  });
});

describe('nextFridays', () => {
  it('are Fridays strictly after the day', () => {
    for (let date = day('2025-12-14'); date < day('2025-12-21'); date += 1) {
      const [first, second] = nextFridays(date, 2);
      expect(first).toBeGreaterThan(date);
      expect(first - date).toBeLessThanOrEqual(7);
      expect(second).toBe(first + 7);
      expect(weekdayOf(first)).toBe(5);
    }
  });
});
