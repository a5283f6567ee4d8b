import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateOfDay,
  dateOfHour,
  dayOfDate,
  END_TIME_NS,
  FIRST_TIME_NS,
  hourIndexOf,
  hourOfDay,
  isoOfNs,
  NS_PER_HOUR,
  timeOfDayName,
} from '../src/index.js';

function partsOf(tsNs: bigint): readonly [string, string, string] {
  const hourIndex = hourIndexOf(tsNs);
  return [dateOfHour(hourIndex), hourOfDay(hourIndex), timeOfDayName(tsNs)];
}

describe('event time', () => {
  it.each([
    ['the epoch', 0n, '1970-01-01', '00', '000000_000000'],
    ['one ns before the epoch', -1n, '1969-12-31', '23', '235959_999999'],
    ['one hour before the epoch', -NS_PER_HOUR, '1969-12-31', '23', '230000_000000'],
    ['the first accepted instant', FIRST_TIME_NS, '2000-01-01', '00', '000000_000000'],
    ['the last accepted instant', END_TIME_NS - 1n, '2099-12-31', '23', '235959_999999'],
    ['2100', END_TIME_NS, '2100-01-01', '00', '000000_000000'],
    ['one ns before midnight', 1_765_929_599_999_999_999n, '2025-12-16', '23', '235959_999999'],
    ['midnight', 1_765_929_600_000_000_000n, '2025-12-17', '00', '000000_000000'],
    ['the leap day of 2000', 951_782_400_000_000_000n, '2000-02-29', '00', '000000_000000'],
    ['the day after it', 951_868_800_000_000_000n, '2000-03-01', '00', '000000_000000'],
    ['a print of 14:30:12.345678', 1_765_895_412_345_678_999n, '2025-12-16', '14', '143012_345678'],
    ['the hour New York repeats', 1_762_063_200_000_000_000n, '2025-11-02', '06', '060000_000000'],
    ['the end of int64', (1n << 63n) - 1n, '2262-04-11', '23', '234716_854775'],
    ['the start of int64', -(1n << 63n), '1677-09-21', '00', '001243_145224'],
  ])('places %s', (_, tsNs, date, hour, name) => {
    expect(partsOf(tsNs)).toEqual([date, hour, name]);
  });

  it('knows that 2100 is no leap year', () => {
    expect(dayOfDate('2100-02-29')).toBeUndefined();
    expect(dayOfDate('2100-03-01')).toBe((dayOfDate('2100-02-28') ?? 0) + 1);
  });

  it('gives every day 24 hours, so daylight saving moves nothing', () => {
    const day = dayOfDate('2025-03-09') ?? 0;
    const start = BigInt(day) * 24n * NS_PER_HOUR;
    const hours = Array.from({ length: 24 }, (_, hour) =>
      hourOfDay(hourIndexOf(start + BigInt(hour) * NS_PER_HOUR)),
    );
    expect(new Set(hours).size).toBe(24);
    expect(dateOfHour(hourIndexOf(start + 24n * NS_PER_HOUR - 1n))).toBe('2025-03-09');
  });

  it('agrees with the platform calendar wherever that is exact', () => {
    const millis = fc.bigInt({ min: -8_640_000_000_000n, max: 8_640_000_000_000n });
    fc.assert(
      fc.property(millis, fc.bigInt({ min: 0n, max: 999_999n }), (ms, nanos) => {
        const tsNs = ms * 1_000_000n + nanos;
        const iso = new Date(Number(ms)).toISOString();
        expect(isoOfNs(tsNs)).toBe(`${iso.slice(0, -1)}${String(nanos).padStart(6, '0')}Z`);
        expect(partsOf(tsNs).slice(0, 2)).toEqual([iso.slice(0, 10), iso.slice(11, 13)]);
        const micros = `${iso.slice(20, 23)}${String(nanos / 1_000n).padStart(3, '0')}`;
        const clock = iso.slice(11, 19).replaceAll(':', '');
        expect(timeOfDayName(tsNs)).toBe(`${clock}_${micros}`);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('dayOfDate', () => {
  it('is the inverse of dateOfDay', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => {
        expect(dayOfDate(dateOfDay(day))).toBe(day);
      }),
    );
  });

  it.each(['', '2025-1-01', '2025-13-01', '2025-00-10', '2025-04-31', '2025-02-29', '20250101'])(
    'refuses %j',
    (date) => {
      expect(dayOfDate(date)).toBeUndefined();
    },
  );

  it.each(['2025-01-00', ' 2025-01-01', '2025-01-01\n', '2025-01-01T00:00Z', '٢٠٢٥-01-01'])(
    'refuses %j',
    (date) => {
      expect(dayOfDate(date)).toBeUndefined();
    },
  );
});
