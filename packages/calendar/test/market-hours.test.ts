import { describe, expect, it } from 'vitest';
import { dayOfDate } from '@assay/schemas';
import {
  addDays,
  exchangeCalendar,
  listDates,
  zonedTimeOf,
  type ExchangeCalendar,
} from '../src/index.js';
import {
  hasRealData,
  readMarketHours,
  type Hours,
  type MarketHours,
} from './support/market-hours.js';
import { NEW_YORK } from './support/wall-clock.js';

/** Each test holds a declaration to LEAN's database, date by date; what differs is named with why. */

const EVENING = 18 * 60;
const NOTHING: readonly Hours[] = [];

function datesOf({ from, to }: ExchangeCalendar): string[] {
  const dates: string[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) {
    dates.push(date);
  }
  return dates;
}

function weekdayOf(date: string): number {
  return ((dayOfDate(date) ?? 0) + 4) % 7;
}

/** Hours of a date, cut at an early close: nothing that begins at it or later. */
function cut(hours: readonly Hours[], close: number): Hours[] {
  return hours
    .filter(({ start }) => start < close)
    .map((each) => ({ ...each, end: Math.min(each.end, close) }));
}

/** What trades on a calendar date by our calendar, minutes of its wall clock. */
function ourHours(calendar: ExchangeCalendar, date: string): Hours[] {
  const minutes = (tsNs: bigint): number => {
    const shown = zonedTimeOf(tsNs, NEW_YORK);
    const days = (dayOfDate(shown.date) ?? 0) - (dayOfDate(date) ?? 0);
    return Number(shown.timeOfDayNs / 60_000_000_000n) + days * 1_440;
  };
  const near = [date, addDays(date, 1)].filter((each) => each <= calendar.to);
  return near
    .flatMap((each) => calendar.session(each)?.segments ?? [])
    .map(({ name, startNs, endNs }) => ({
      state: name,
      start: Math.max(0, minutes(startNs)),
      end: Math.min(1_440, minutes(endNs)),
    }))
    .filter(({ start, end }) => start < end);
}

describe.skipIf(!hasRealData)('market hours of LEAN [real data]', () => {
  it('says of stocks, on every date, what the calendar says', () => {
    const database = readMarketHours('Equity-usa-[*]');
    const calendar = exchangeCalendar('us-equities');
    let halfDays = 0;
    for (const date of datesOf(calendar)) {
      const regular = database.weekdays[weekdayOf(date)];
      const close = database.earlyCloses.get(date);
      const isClosed = database.holidays.has(date);
      const ours = ourHours(calendar, date);
      if (close === undefined || isClosed || regular.length === 0) {
        expect([date, ours]).toEqual([date, isClosed ? [] : regular]);
        continue;
      }
      halfDays += 1;
      // The database has nothing after a half day's close; the exchanges trade on until 17:00.
      expect([date, ours]).toEqual([
        date,
        [...cut(regular, close), { state: 'postmarket', start: close, end: 17 * 60 }],
      ]);
      expect(calendar.session(date)?.earlyClose).toBe(true);
    }
    expect(halfDays).toBe(47);
  });

  it('says of index options what the calendar says of regular days', () => {
    const hours = readMarketHours('Index-usa-SPX').weekdays[1];
    // In Chicago, an hour behind New York at all times.
    expect(hours).toEqual([{ state: 'market', start: 8 * 60 + 30, end: 15 * 60 + 15 }]);
    const calendar = exchangeCalendar('us-index-options');
    const stocks = exchangeCalendar('us-equities');
    for (const date of datesOf(calendar)) {
      const session = stocks.session(date);
      const end = session?.earlyClose === true ? 13 * 60 + 15 : 16 * 60 + 15;
      const expected = session === undefined ? [] : [{ state: 'market', start: 570, end }];
      expect([date, ourHours(calendar, date)]).toEqual([date, expected]);
    }
  });

  describe('ES', () => {
    const es = hasRealData ? readMarketHours('Future-cme-ES') : undefined;
    const all = hasRealData ? readMarketHours('Future-cme-[*]') : undefined;
    const calendar = exchangeCalendar('cme-es');

    /** A date as the database has it: its day until 18:00, and whether its evening opens. */
    function databaseDay(date: string): { day: readonly Hours[]; evening: boolean } {
      const { weekdays, earlyCloses, lateOpens, holidays } = es as MarketHours;
      const regular = weekdays[weekdayOf(date)];
      const close = earlyCloses.get(date);
      const open = lateOpens.get(date);
      const special = close !== undefined || open !== undefined;
      // Where ES has its own word on a date, the entry of all CME products does not count.
      const isHoliday = holidays.has(date) || (!special && (all as MarketHours).holidays.has(date));
      const opensInTheEvening = regular.some(({ start }) => start === EVENING);
      if (isHoliday) {
        return { day: NOTHING, evening: false };
      }
      const day = regular.filter(({ start }) => start < EVENING);
      if (close === undefined) {
        return { day: open === undefined ? day : NOTHING, evening: opensInTheEvening };
      }
      return { day: cut(day, close), evening: opensInTheEvening && open === EVENING };
    }

    function difference(date: string): { day: boolean; evening: boolean | undefined } {
      const database = databaseDay(date);
      const ours = ourHours(calendar, date);
      const day = ours.filter(({ start }) => start < EVENING);
      const evening = ours.some(({ start }) => start === EVENING);
      return {
        day: JSON.stringify(joined(day)) !== JSON.stringify(database.day),
        evening: evening === database.evening ? undefined : evening,
      };
    }

    /** Without the pause of 16:15 to 16:30, which the database does not know. */
    function joined(day: readonly Hours[]): readonly Hours[] {
      const [premarket, market, after] = day;
      const isPaused = after !== undefined && market.end === 975 && after.start === 990;
      return isPaused ? [premarket, { ...market, end: after.end }] : day;
    }

    it('has the pause of 16:15 to 16:30 on regular days until 2021-06-25 only', () => {
      const paused = calendar
        .sessions(calendar.from, calendar.to)
        .filter(({ segments }) => segments.some(({ name }) => name === 'postmarket'));
      expect([paused[0].date, paused.at(-1)?.date]).toEqual(['2015-09-21', '2021-06-25']);
      expect(paused.some(({ earlyClose }) => earlyClose)).toBe(false);
    });

    it('differs by day on these dates, for these reasons', () => {
      const differing = datesOf(calendar).filter((date) => difference(date).day);
      expect(differing).toEqual([
        '2018-12-05', // closed in the database; CME Group 2018-12-02: until 08:30 Chicago
        '2023-07-03', // half days of the stock exchanges that the database lacks
        '2024-07-03',
        '2024-11-29',
        '2025-01-09', // CME Group 2024-12-30: until 08:30 Chicago
        '2025-12-25', // open from midnight in the database, after an evening that is closed
      ]);
    });

    it('opens in no evening before a day without a session', () => {
      const shut = datesOf(calendar).filter((date) => difference(date).evening === false);
      const next = shut.map((date) => calendar.session(addDays(date, 1)));
      expect(next.every((session) => session === undefined)).toBe(true);
      // The database closes whole calendar dates, and leaves the evening before them open.
      expect(shut).toEqual(
        listDates({
          2015: '12-31',
          2016: '03-24',
          2017: '01-01 04-13 12-24 12-31',
          2018: '03-29 12-31',
          2019: '04-18 12-31',
          2020: '04-09 12-31',
          2021: '12-23',
          2022: '04-14 12-25',
          2023: '01-01',
          2024: '03-28',
        }),
      );
    });

    it('opens in every evening before a session', () => {
      const open = datesOf(calendar).filter((date) => difference(date).evening === true);
      // The database's holidays and half days lack the late open, or the date itself was closed.
      const why = open.map((date) => {
        const { earlyCloses, lateOpens, holidays } = es as MarketHours;
        const isHoliday = holidays.has(date) || (all as MarketHours).holidays.has(date);
        return isHoliday || (earlyCloses.has(date) && !lateOpens.has(date));
      });
      expect(why.every(Boolean)).toBe(true);
      expect(open).toEqual(
        listDates({
          2016: '12-26',
          2017: '01-02 07-03 12-25',
          2018: '01-01 07-03 12-05 12-25',
          2019: '01-01 07-03 12-25',
          2020: '01-01',
          2022: '12-26',
          2023: '01-02',
        }),
      );
    });

    it('halts on the holidays of the stock exchanges on which futures trade', () => {
      const stocks = exchangeCalendar('us-equities');
      const halts = calendar
        .sessions(calendar.from, calendar.to)
        .filter(({ date, tradeDate }) => date !== tradeDate);
      for (const { date, tradeDate } of halts) {
        expect([date, stocks.session(date)]).toEqual([date, undefined]);
        expect([date, (es as MarketHours).bankHolidays.has(date)]).toEqual([date, true]);
        expect(tradeDate).toBe(stocks.nextSession(date).date);
      }
      expect(halts).toHaveLength(72);
    });
  });
});
