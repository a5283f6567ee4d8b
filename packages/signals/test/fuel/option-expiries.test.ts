import { describe, expect, it } from 'vitest';
import { OptionExpiries, yearsTo } from '../../src/fuel/option-expiries.js';
import { SESSION } from './support/option-session.js';

const HOUR = 3_600e9;
const YEAR = 365 * 24 * HOUR;

function expiries(): OptionExpiries {
  const all = new OptionExpiries();
  all.reset(SESSION);
  return all;
}

describe('OptionExpiries', () => {
  it('ends options at the close of the stock market, 16:00 New York', () => {
    expect(expiries().of('2025-12-16')).toEqual({ atNs: 22 * HOUR, isMoved: false });
  });

  it('ends them at 13:00 on half days', () => {
    // Christmas Eve, 8 days on.
    expect(expiries().of('2025-12-24')).toEqual({ atNs: (8 * 24 + 19) * HOUR, isMoved: false });
  });

  it('ends those of a date without a session with the session before, and says so', () => {
    const friday = expiries().of('2025-12-19');
    expect(expiries().of('2025-12-20')).toEqual({ atNs: friday?.atNs, isMoved: true });
  });

  it('knows no time beyond the calendar, and no expiry for what is no date', () => {
    expect(expiries().of('2031-01-17')?.atNs).toBeNaN();
    expect(expiries().of('2025-02-30')).toBeUndefined();
  });
});

describe('yearsTo', () => {
  it('counts years of 365 days', () => {
    expect(yearsTo(22 * HOUR, 18 * HOUR)).toBe((4 * HOUR) / YEAR);
  });

  it('is never less than 60 seconds', () => {
    expect(yearsTo(22 * HOUR, 22 * HOUR - 1e9)).toBe(60e9 / YEAR);
    expect(yearsTo(22 * HOUR, 23 * HOUR)).toBe(60e9 / YEAR);
  });
});
