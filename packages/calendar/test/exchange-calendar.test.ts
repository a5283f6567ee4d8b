import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  CALENDAR_NAMES,
  exchangeCalendar,
  marketSegment,
  type CalendarName,
} from '../src/index.js';
import { codeOf, refusalOf } from './support/refusal.js';
import { at, hoursOf, newYork } from './support/wall-clock.js';

const stocks = exchangeCalendar('us-equities');
const indexOptions = exchangeCalendar('us-index-options');
const es = exchangeCalendar('cme-es');

describe('us-equities', () => {
  it('has three segments on a regular day', () => {
    expect(hoursOf(stocks.session('2025-12-16'))).toEqual([
      'premarket 2025-12-16 04:00 to 2025-12-16 09:30',
      'market 2025-12-16 09:30 to 2025-12-16 16:00',
      'postmarket 2025-12-16 16:00 to 2025-12-16 20:00',
    ]);
    expect(stocks.session('2025-12-16')).toMatchObject({
      calendar: 'us-equities',
      date: '2025-12-16',
      tradeDate: '2025-12-16',
      earlyClose: false,
    });
  });

  it.each([
    ['the day after Thanksgiving', '2025-11-28'],
    ['Christmas Eve', '2025-12-24'],
    ['3 July', '2025-07-03'],
  ])('closes at 13:00 on %s, and trades on until 17:00', (_, date) => {
    expect(hoursOf(stocks.session(date))).toEqual([
      `premarket ${date} 04:00 to ${date} 09:30`,
      `market ${date} 09:30 to ${date} 13:00`,
      `postmarket ${date} 13:00 to ${date} 17:00`,
    ]);
    expect(stocks.session(date)?.earlyClose).toBe(true);
  });

  it.each([
    ['New Year', '2025-01-01'],
    ['New Year on a Sunday, kept on Monday', '2023-01-02'],
    ['Good Friday', '2024-03-29'],
    ['Juneteenth', '2024-06-19'],
    ['Juneteenth on a Sunday, kept on Monday', '2022-06-20'],
    ['Independence Day on a Saturday, kept on Friday', '2026-07-03'],
    ['Thanksgiving', '2025-11-27'],
    ['Christmas', '2025-12-25'],
    ['the storm of 2012', '2012-10-29'],
    ['the mourning for Ford', '2007-01-02'],
    ['the mourning for Bush', '2018-12-05'],
    ['the mourning for Carter', '2025-01-09'],
    ['a Saturday', '2025-12-20'],
    ['a Sunday', '2025-12-21'],
  ])('has no session on %s', (_, date) => {
    expect(stocks.session(date)).toBeUndefined();
  });

  it.each([
    ['Juneteenth before it was a holiday', '2021-06-18'],
    ['New Year on a Saturday, not kept on Friday', '2021-12-31'],
    ['Columbus Day', '2025-10-13'],
    ['Veterans Day', '2025-11-11'],
  ])('trades on %s', (_, date) => {
    expect(stocks.session(date)?.earlyClose).toBe(false);
  });

  it.each([
    ['2025-03-07', '14:30', '21:00'],
    ['2025-03-10', '13:30', '20:00'],
    ['2025-10-31', '13:30', '20:00'],
    ['2025-11-03', '14:30', '21:00'],
  ])('opens on %s at %s UTC and closes at %s', (date, open, close) => {
    const session = stocks.session(date);
    const market = session === undefined ? undefined : marketSegment(session);
    const utc = (time: string) => BigInt(Date.parse(`${date}T${time}:00Z`)) * 1_000_000n;
    expect([market?.startNs, market?.endNs]).toEqual([utc(open), utc(close)]);
  });
});

describe('us-index-options', () => {
  it('closes a quarter of an hour after stocks, on half days too', () => {
    expect(hoursOf(indexOptions.session('2025-12-16'))).toEqual([
      'market 2025-12-16 09:30 to 2025-12-16 16:15',
    ]);
    expect(hoursOf(indexOptions.session('2025-12-24'))).toEqual([
      'market 2025-12-24 09:30 to 2025-12-24 13:15',
    ]);
    expect(indexOptions.session('2025-12-25')).toBeUndefined();
  });
});

describe('cme-es', () => {
  it('opens on the evening before its date', () => {
    expect(hoursOf(es.session('2025-12-16'))).toEqual([
      'premarket 2025-12-15 18:00 to 2025-12-16 09:30',
      'market 2025-12-16 09:30 to 2025-12-16 17:00',
    ]);
  });

  it('opens on Sunday evening for Monday', () => {
    expect(es.session('2025-12-14')).toBeUndefined();
    expect(newYork(es.session('2025-12-15')?.startNs ?? 0n)).toBe('2025-12-14 18:00');
    expect(es.sessionOf(at('2025-12-14', '18:00'))?.date).toBe('2025-12-15');
    expect(es.sessionOf(at('2025-12-14', '18:00') - 1n)).toBeUndefined();
  });

  it('has a pause after the close of stocks until June 2021', () => {
    expect(hoursOf(es.session('2021-06-25'))).toEqual([
      'premarket 2021-06-24 18:00 to 2021-06-25 09:30',
      'market 2021-06-25 09:30 to 2021-06-25 16:15',
      'postmarket 2021-06-25 16:30 to 2021-06-25 17:00',
    ]);
    expect(es.sessionOf(at('2021-06-25', '16:20'))?.date).toBe('2021-06-25');
    expect(es.segmentOf(at('2021-06-25', '16:20'))).toBeUndefined();
    expect(es.segmentOf(at('2021-06-28', '16:20'))?.name).toBe('market');
  });

  it.each([
    ['Martin Luther King Day', '2024-01-15', '2024-01-16'],
    ['Juneteenth', '2024-06-19', '2024-06-20'],
    ['Independence Day', '2024-07-04', '2024-07-05'],
    ['Independence Day, kept on a Friday', '2026-07-03', '2026-07-06'],
    ['Thanksgiving', '2025-11-27', '2025-11-28'],
  ])('halts at 13:00 on %s, for the next trade date', (_, date, tradeDate) => {
    const evening = addDays(date, -1);
    expect(hoursOf(es.session(date))).toEqual([
      `premarket ${evening} 18:00 to ${date} 09:30`,
      `market ${date} 09:30 to ${date} 13:00`,
    ]);
    expect(es.session(date)).toMatchObject({ tradeDate, earlyClose: true });
    expect(es.tradeDate(at(date, '12:00'))).toBe(tradeDate);
  });

  it.each([
    ['the day after Thanksgiving', '2024-11-29'],
    ['Christmas Eve', '2025-12-24'],
    ['3 July', '2023-07-03'],
  ])('closes at 13:15 on %s, for its own trade date', (_, date) => {
    expect(newYork(es.session(date)?.endNs ?? 0n)).toBe(`${date} 13:15`);
    expect(es.session(date)).toMatchObject({ tradeDate: date, earlyClose: true });
  });

  it('ends before the regular hours on a Good Friday with a jobs report', () => {
    const session = es.session('2023-04-07');
    expect(hoursOf(session)).toEqual(['premarket 2023-04-06 18:00 to 2023-04-07 09:15']);
    expect(session === undefined ? session : marketSegment(session)).toBeUndefined();
    expect(es.session('2024-03-29')).toBeUndefined();
    expect(es.session('2025-04-18')).toBeUndefined();
  });

  it.each(['2018-12-05', '2025-01-09'])('ends at 09:30 on the day of mourning %s', (date) => {
    expect(newYork(es.session(date)?.endNs ?? 0n)).toBe(`${date} 09:30`);
  });

  it('is closed over Christmas until 18:00, as the capture of 2023-12-25 shows', () => {
    expect(es.session('2023-12-25')).toBeUndefined();
    expect(es.segmentOf(at('2023-12-24', '20:00'))).toBeUndefined();
    expect(es.segmentOf(at('2023-12-25', '17:59'))).toBeUndefined();
    expect(es.segmentOf(at('2023-12-25', '18:00'))?.name).toBe('premarket');
    expect(es.tradeDate(at('2023-12-25', '17:30'))).toBe('2023-12-26');
  });

  it('lasts 23 hours when the clocks change, which is on Sunday morning', () => {
    const hours = (date: string) => {
      const session = es.session(date);
      return session === undefined ? 0 : Number(session.endNs - session.startNs) / 3.6e12;
    };
    expect(['2025-03-10', '2025-11-03', '2025-12-16'].map(hours)).toEqual([23, 23, 23]);
  });

  it('has a break of an hour between two regular sessions', () => {
    expect(es.sessionOf(at('2025-12-16', '17:00') - 1n)?.date).toBe('2025-12-16');
    expect(es.sessionOf(at('2025-12-16', '17:00'))).toBeUndefined();
    expect(es.tradeDate(at('2025-12-16', '17:00'))).toBe('2025-12-17');
    expect(es.sessionOf(at('2025-12-16', '18:00'))?.date).toBe('2025-12-17');
  });
});

describe('exchangeCalendar', () => {
  it('gives the same calendar for the same name', () => {
    expect(exchangeCalendar('cme-es')).toBe(es);
  });

  it('refuses a name that it does not know, and says which it does', () => {
    expect(refusalOf(() => exchangeCalendar('lse' as CalendarName))).toEqual({
      code: 'UNKNOWN_NAME',
      message: 'expected a calendar of us-equities, us-index-options, cme-es, was "lse"',
    });
  });

  it('finds the sessions before and after a date, holiday or not', () => {
    expect(stocks.nextSession('2025-12-24').date).toBe('2025-12-26');
    expect(stocks.nextSession('2025-12-25').date).toBe('2025-12-26');
    expect(stocks.previousSession('2025-12-26').date).toBe('2025-12-24');
    expect(stocks.previousSession('2025-12-25').date).toBe('2025-12-24');
    expect(es.nextSession('2023-12-22').date).toBe('2023-12-26');
  });

  it('lists the sessions of a year, both ends included', () => {
    expect(stocks.sessions('2024-01-01', '2024-12-31')).toHaveLength(252);
    expect(stocks.sessions('2025-01-01', '2025-12-31')).toHaveLength(250);
    expect(es.sessions('2024-01-01', '2024-12-31')).toHaveLength(259);
    const dates = (from: string, to: string) => stocks.sessions(from, to).map(({ date }) => date);
    expect(dates('2025-12-24', '2025-12-26')).toEqual(['2025-12-24', '2025-12-26']);
    expect(dates('2025-12-25', '2025-12-25')).toEqual([]);
    expect(dates('2025-12-26', '2025-12-24')).toEqual([]);
  });

  it.each([
    ['a date before its source', () => es.session('2015-09-20'), 'OUT_OF_RANGE'],
    ['a date after it', () => es.session('2027-01-01'), 'OUT_OF_RANGE'],
    ['a range that leaves it', () => es.sessions('2026-12-01', '2027-01-01'), 'OUT_OF_RANGE'],
    ['the session after the last', () => es.nextSession('2026-12-31'), 'OUT_OF_RANGE'],
    ['the session before the first', () => es.previousSession('2015-09-21'), 'OUT_OF_RANGE'],
    ['the first instant after it', () => es.sessionOf(es.endNs), 'OUT_OF_RANGE'],
    ['the last before it', () => es.segmentOf(es.startNs - 1n), 'OUT_OF_RANGE'],
    ['a trade date after it', () => es.tradeDate(es.endNs - 1n), 'OUT_OF_RANGE'],
    ['a date that does not exist', () => es.session('2025-02-30'), 'BAD_DATE'],
    ['a text that is no date', () => es.nextSession('today'), 'BAD_DATE'],
  ])('refuses %s', (_, ask, code) => {
    expect(codeOf(ask)).toBe(code);
  });

  it('names the range that it knows', () => {
    expect(refusalOf(() => es.session('2030-01-02')).message).toBe(
      'calendar cme-es: expected a date from 2015-09-21 to 2026-12-31, was 2030-01-02',
    );
  });

  it.each(CALENDAR_NAMES)('has sessions of %s in order and disjoint', (name) => {
    const calendar = exchangeCalendar(name);
    let endNs = calendar.startNs;
    for (const session of calendar.sessions(calendar.from, calendar.to)) {
      expect(session.segments.length).toBeGreaterThan(0);
      for (const segment of session.segments) {
        expect(segment.startNs >= endNs && segment.endNs > segment.startNs).toBe(true);
        endNs = segment.endNs;
      }
      expect(session.endNs).toBe(endNs);
      expect(session.tradeDate >= session.date).toBe(true);
    }
    expect(endNs <= calendar.endNs).toBe(true);
  });

  it.each(CALENDAR_NAMES)('places an instant of %s where a search of all sessions does', (name) => {
    const calendar = exchangeCalendar(name);
    const sessions = calendar.sessions(calendar.from, calendar.to);
    const edges = sessions.flatMap(({ segments }) => segments.flatMap((s) => [s.startNs, s.endNs]));
    const nearEdge = fc
      .tuple(fc.integer({ min: 0, max: edges.length - 1 }), fc.integer({ min: -1, max: 1 }))
      .map(([index, shift]) => edges[index] + BigInt(shift));
    const anywhere = fc.bigInt({ min: calendar.startNs, max: calendar.endNs - 1n });
    fc.assert(
      fc.property(fc.oneof(nearEdge, anywhere), (ts) => {
        fc.pre(ts >= calendar.startNs && ts < calendar.endNs);
        const inside = sessions.filter(({ startNs, endNs }) => startNs <= ts && ts < endNs);
        expect(inside.length).toBeLessThanOrEqual(1);
        expect(calendar.sessionOf(ts)).toBe(inside.at(0));
        const segments = inside.flatMap((session) => session.segments);
        const holding = segments.filter(({ startNs, endNs }) => startNs <= ts && ts < endNs);
        expect(holding.length).toBeLessThanOrEqual(1);
        expect(calendar.segmentOf(ts)).toBe(holding.at(0));
        const coming = sessions.find(({ endNs }) => endNs > ts);
        if (coming !== undefined) {
          expect(calendar.tradeDate(ts)).toBe(coming.tradeDate);
        }
      }),
      { numRuns: 300 },
    );
  });
});
