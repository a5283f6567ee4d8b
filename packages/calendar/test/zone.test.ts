import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfDay, dayOfDate } from '@assay/schemas';
import { ZONES, zonedTimeNs, zonedTimeOf, type ZoneName } from '../src/index.js';
import { codeOf } from './support/refusal.js';

const NS_PER_MINUTE = 60_000_000_000n;
const HOUR_NS = 60n * NS_PER_MINUTE;
const AMERICAN: readonly ZoneName[] = ['America/New_York', 'America/Chicago'];

/** The time that `Intl` shows: an implementation of its own, on the tables of the host. */
function intlClock(zone: ZoneName): (tsNs: bigint) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (tsNs) => {
    const parts = format.formatToParts(Number(tsNs / 1_000_000n));
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}`;
  };
}

function ourClock(tsNs: bigint, zone: ZoneName): string {
  const { date, timeOfDayNs } = zonedTimeOf(tsNs, zone);
  const minutes = Number(timeOfDayNs / NS_PER_MINUTE);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${date} ${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

describe('zone', () => {
  it.each(AMERICAN)('shows in %s what Intl shows, every three hours of 2007 to 2036', (zone) => {
    const intl = intlClock(zone);
    const end = zonedTimeNs('2037-01-01', '00:00', zone);
    const wrong: string[] = [];
    for (let ts = zonedTimeNs('2007-01-01', '00:00', zone); ts < end; ts += 3n * HOUR_NS) {
      if (ourClock(ts, zone) !== intl(ts)) {
        wrong.push(`${ts}: ${ourClock(ts, zone)}, Intl ${intl(ts)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(AMERICAN)('changes in %s in the same minute as Intl, every year', (zone) => {
    const intl = intlClock(zone);
    const wrong: string[] = [];
    for (let year = 2007; year <= 2099; year += 1) {
      for (const [first, last] of [
        ['03-08', '03-14'],
        ['11-01', '11-07'],
      ]) {
        const to = dayOfDate(`${year}-${last}`) ?? 0;
        for (let day = dayOfDate(`${year}-${first}`) ?? 0; day <= to; day += 1) {
          for (let minute = 5 * 60 - 1; minute <= 9 * 60 + 1; minute += 1) {
            const ts = BigInt(day) * 24n * HOUR_NS + BigInt(minute) * NS_PER_MINUTE;
            const isEdge = minute % 60 === 59 || minute % 60 <= 1;
            if (isEdge && ourClock(ts, zone) !== intl(ts)) {
              wrong.push(`${ts}: ${ourClock(ts, zone)}, Intl ${intl(ts)}`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['winter', '2025-01-15', '09:30', 'America/New_York', '2025-01-15T14:30:00Z'],
    ['summer', '2025-07-15', '09:30', 'America/New_York', '2025-07-15T13:30:00Z'],
    [
      'the last minute before spring',
      '2025-03-09',
      '01:59',
      'America/New_York',
      '2025-03-09T06:59:00Z',
    ],
    [
      'the first minute after it',
      '2025-03-09',
      '03:00',
      'America/New_York',
      '2025-03-09T07:00:00Z',
    ],
    ['midnight of the long day', '2025-11-02', '00:00', 'America/New_York', '2025-11-02T04:00:00Z'],
    ['a repeated time, first', '2025-11-02', '01:30', 'America/New_York', '2025-11-02T05:30:00Z'],
    ['the end of the long day', '2025-11-02', '23:59', 'America/New_York', '2025-11-03T04:59:00Z'],
    ['Chicago in winter', '2025-12-16', '08:30', 'America/Chicago', '2025-12-16T14:30:00Z'],
    ['Chicago in summer', '2025-06-16', '08:30', 'America/Chicago', '2025-06-16T13:30:00Z'],
    ['UTC', '2025-06-16', '08:30', 'UTC', '2025-06-16T08:30:00Z'],
  ] as const)('places %s', (_, date, time, zone, instant) => {
    expect(zonedTimeNs(date, time, zone)).toBe(BigInt(Date.parse(instant)) * 1_000_000n);
  });

  it('tells the two occurrences of a repeated time apart', () => {
    const first = zonedTimeNs('2025-11-02', '01:30', 'America/New_York', 'first');
    const second = zonedTimeNs('2025-11-02', '01:30', 'America/New_York', 'second');
    expect(second - first).toBe(HOUR_NS);
    expect(zonedTimeOf(first, 'America/New_York').utcOffsetSeconds).toBe(-4 * 3_600);
    expect(zonedTimeOf(second, 'America/New_York').utcOffsetSeconds).toBe(-5 * 3_600);
  });

  it('ignores the occurrence of a time that is shown once', () => {
    for (const time of ['00:30', '00:59:59.999999999', '02:00', '12:00']) {
      expect(zonedTimeNs('2025-11-02', time, 'America/Chicago', 'second')).toBe(
        zonedTimeNs('2025-11-02', time, 'America/Chicago', 'first'),
      );
    }
  });

  it('keeps nanoseconds', () => {
    const open = zonedTimeNs('2025-12-16', '09:30', 'America/New_York');
    expect(zonedTimeNs('2025-12-16', '09:30:00.000000001', 'America/New_York')).toBe(open + 1n);
    expect(zonedTimeNs('2025-12-16', 34_200_000_000_001n, 'America/New_York')).toBe(open + 1n);
    expect(zonedTimeOf(open - 1n, 'America/New_York').timeOfDayNs).toBe(34_199_999_999_999n);
  });

  it.each([
    ['a time that spring skips', '2025-03-09', '02:30', 'NO_SUCH_TIME'],
    ['a date that does not exist', '2025-02-29', '09:30', 'BAD_DATE'],
    ['a date in another form', '20250228', '09:30', 'BAD_DATE'],
    ['24:00', '2025-02-28', '24:00', 'BAD_TIME'],
    ['a time without minutes', '2025-02-28', '9', 'BAD_TIME'],
    ['a single digit', '2025-02-28', '9:30', 'BAD_TIME'],
    ['ten digits of a second', '2025-02-28', '09:30:00.0000000000', 'BAD_TIME'],
    ['a year before the rule', '2006-12-31', '09:30', 'OUT_OF_RANGE'],
    ['a year after it', '2100-01-01', '09:30', 'OUT_OF_RANGE'],
  ] as const)('refuses %s', (_, date, time, code) => {
    expect(codeOf(() => zonedTimeNs(date, time, 'America/New_York'))).toBe(code);
  });

  it('refuses nanoseconds that are no time of a day', () => {
    for (const ns of [-1n, 24n * HOUR_NS]) {
      expect(codeOf(() => zonedTimeNs('2025-01-02', ns, 'UTC'))).toBe('BAD_TIME');
    }
  });

  it('refuses an instant before or after the rule', () => {
    const start = zonedTimeNs('2007-01-01', '00:00', 'America/New_York');
    expect(zonedTimeOf(start, 'America/New_York').date).toBe('2007-01-01');
    expect(codeOf(() => zonedTimeOf(start - 1n, 'America/New_York'))).toBe('OUT_OF_RANGE');
    expect(codeOf(() => zonedTimeOf(4_102_549_200_000_000_000n, 'America/New_York'))).toBe(
      'OUT_OF_RANGE',
    );
  });

  it('shows UTC at any time', () => {
    expect(zonedTimeOf(-1n, 'UTC')).toEqual({
      date: '1969-12-31',
      timeOfDayNs: 24n * HOUR_NS - 1n,
      utcOffsetSeconds: 0,
    });
  });

  it('finds the instant again that a clock shows', () => {
    const day = fc.integer({
      min: dayOfDate('2007-01-01') ?? 0,
      max: dayOfDate('2099-12-31') ?? 0,
    });
    const nsOfDay = fc.bigInt({ min: 0n, max: 24n * HOUR_NS - 1n });
    const days = fc.oneof(
      day,
      fc.constantFrom('2025-03-09', '2025-11-02').map((date) => dayOfDate(date) ?? 0),
    );
    fc.assert(
      fc.property(days, nsOfDay, fc.constantFrom(...ZONES), (number, ns, zone) => {
        const ts = BigInt(number) * 24n * HOUR_NS + ns;
        const inRange = number > (dayOfDate('2007-01-01') ?? 0);
        fc.pre(inRange);
        const { date, timeOfDayNs } = zonedTimeOf(ts, zone);
        const both = (['first', 'second'] as const).map((occurrence) =>
          zonedTimeNs(date, timeOfDayNs, zone, occurrence),
        );
        expect(both).toContain(ts);
        expect(dateOfDay(number).slice(0, 4) >= date.slice(0, 4)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
