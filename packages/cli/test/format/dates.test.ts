import { dateOfDay, dayOfDate } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { CommandFailure, parseDate, parseDates } from '../../src/index.js';

describe('parseDates', () => {
  it('reads one day and a range with both ends', () => {
    expect(parseDates('2025-12-16')).toEqual({
      first: '2025-12-16',
      last: '2025-12-16',
      dates: ['2025-12-16'],
    });
    expect(parseDates(' 2024-02-28..2024-03-01 ').dates).toEqual([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ]);
  });

  it('counts days as the lake does', () => {
    const { dates } = parseDates('2000-01-01..2099-12-31');
    const first = dayOfDate('2000-01-01') ?? 0;
    expect(dates).toEqual(dates.map((_, index) => dateOfDay(first + index)));
    expect(dates.at(-1)).toBe('2099-12-31');
  });

  it.each([
    ['', 'expected YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD, was ""'],
    ['2025-02-30', 'was "2025-02-30"'],
    ['2025-2-3', 'expected YYYY-MM-DD'],
    ['16.12.2025', 'expected YYYY-MM-DD'],
    ['2025-12-16..', 'expected YYYY-MM-DD'],
    ['2025-12-16..2025-12-17..2025-12-18', 'expected YYYY-MM-DD'],
    ['2025-12-17..2025-12-16', 'expected the first date not to be after the second'],
    ['1900-01-01..2100-01-01', 'expected at most 36526 days'],
  ])('refuses %j', (given, message) => {
    expect(() => parseDates(given)).toThrow(CommandFailure);
    expect(() => parseDates(given)).toThrow(message);
  });
});

describe('parseDate', () => {
  it('reads one day alone', () => {
    expect(parseDate(' 2025-12-16 ')).toBe('2025-12-16');
    for (const given of ['x', '2025-13-01', '2025-12-16..2025-12-17']) {
      expect(() => parseDate(given)).toThrow(`expected one date, YYYY-MM-DD, was "${given}"`);
    }
  });

  it('names the option, and says what to give', () => {
    const failure = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return error;
      }
    };
    expect(failure(() => parseDate('x', '--before'))).toMatchObject({
      message: expect.stringMatching(/^--before: /) as string,
      next: expect.stringContaining('such as 2025-12-16') as string,
    });
    expect(failure(() => parseDates('x', '--date'))).toMatchObject({
      message: expect.stringMatching(/^--date: /) as string,
      next: expect.stringContaining('2025-12-16..2025-12-19') as string,
    });
  });
});
