import { isoOfNs } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { ES_CONFIG, SPY_CONFIG, type EngineConfig } from '../../src/config/engine-config.js';
import type { EngineSession } from '../../src/session/engine-session.js';
import { exchangeSessions } from '../../src/session/exchange-sessions.js';

const STOCK_ALONE: EngineConfig = { ...SPY_CONFIG, proxy: null };

const ns = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
const minute = (tsNs: bigint | undefined): string | undefined =>
  tsNs === undefined ? undefined : isoOfNs(tsNs).slice(0, 16);

/** start, end, regular start, regular end, premarket start: UTC, to the minute. */
function timesOf(session: EngineSession | undefined): (string | undefined)[] {
  return [
    minute(session?.startNs),
    minute(session?.endNs),
    minute(session?.regularStartNs),
    minute(session?.regularEndNs),
    minute(session?.premarketStartNs),
  ];
}

function at(config: EngineConfig, iso: string): EngineSession | undefined {
  return exchangeSessions(config).sessionAt(ns(iso));
}

describe('exchangeSessions', () => {
  it('begins a futures session at 18:00 New York of the evening before', () => {
    expect(at(SPY_CONFIG, '2025-12-15T22:59:59.999Z')?.date).toBe('2025-12-15');
    expect(at(SPY_CONFIG, '2025-12-15T23:00:00Z')?.date).toBe('2025-12-16');
    expect(timesOf(at(SPY_CONFIG, '2025-12-16T15:00:00Z'))).toEqual([
      '2025-12-15T23:00',
      '2025-12-16T23:00',
      '2025-12-16T14:30',
      '2025-12-16T21:00',
      '2025-12-16T09:00',
    ]);
  });

  it('takes the day of the stock exchange where no futures feed the engine', () => {
    expect(timesOf(at(STOCK_ALONE, '2013-10-07T15:00:00Z'))).toEqual([
      '2013-10-07T08:00',
      '2013-10-08T00:00',
      '2013-10-07T13:30',
      '2013-10-07T20:00',
      '2013-10-07T08:00',
    ]);
    expect(at(STOCK_ALONE, '2013-10-07T07:59:59Z')).toBeUndefined();
  });

  it.each([
    ['2024-03-11', '2024-03-10T22:00', '2024-03-11T22:00', '2024-03-11T13:30'],
    ['2024-11-04', '2024-11-03T23:00', '2024-11-04T23:00', '2024-11-04T14:30'],
    ['2024-11-01', '2024-10-31T22:00', '2024-11-01T22:00', '2024-11-01T13:30'],
  ])('places %s by the clocks of New York around a change', (date, start, end, open) => {
    const session = at(SPY_CONFIG, `${date}T16:00:00Z`);
    expect([session?.date, ...timesOf(session).slice(0, 3)]).toEqual([date, start, end, open]);
  });

  it('ends regular hours early on a half day', () => {
    const half = '2024-11-29T16:00:00Z';
    expect(timesOf(at(SPY_CONFIG, half))[3]).toBe('2024-11-29T18:00');
    expect(timesOf(at(ES_CONFIG, half))[3]).toBe('2024-11-29T18:15');
    expect(timesOf(at(STOCK_ALONE, half))[1]).toBe('2024-11-29T22:00');
  });

  it('knows holidays on which only futures trade', () => {
    const thanksgiving = '2024-11-28T16:00:00Z';
    const session = at(SPY_CONFIG, thanksgiving);
    expect(session?.date).toBe('2024-11-28');
    expect(session?.regularStartNs).toBe(session?.endNs);
    expect(session?.regularEndNs).toBe(session?.endNs);
    expect(session?.premarketStartNs).toBeUndefined();
    expect(timesOf(at(ES_CONFIG, thanksgiving)).slice(2, 4)).toEqual([
      '2024-11-28T14:30',
      '2024-11-28T18:00',
    ]);
    expect(at(STOCK_ALONE, thanksgiving)).toBeUndefined();
    expect(at(SPY_CONFIG, '2024-12-25T16:00:00Z')).toBeUndefined();
  });

  it('has none on a Saturday, and Monday begins on Sunday evening', () => {
    expect(at(SPY_CONFIG, '2025-12-13T16:00:00Z')).toBeUndefined();
    expect(at(SPY_CONFIG, '2025-12-14T22:59:00Z')).toBeUndefined();
    expect(at(SPY_CONFIG, '2025-12-14T23:00:00Z')?.date).toBe('2025-12-15');
  });

  it('takes the regular hours of the futures themselves for a futures underlying', () => {
    expect(timesOf(at(ES_CONFIG, '2025-12-16T15:00:00Z')).slice(2)).toEqual([
      '2025-12-16T14:30',
      '2025-12-16T22:00',
      '2025-12-16T09:00',
    ]);
  });

  it('takes configured hours for regular ones, a start from 18:00 on the evening before', () => {
    const evening = { ...ES_CONFIG, sessionStart: '18:00', sessionEnd: '19:00' };
    expect(timesOf(at(evening, '2024-01-09T23:30:00Z'))).toEqual([
      '2024-01-09T23:00',
      '2024-01-10T23:00',
      '2024-01-09T23:00',
      '2024-01-10T00:00',
      undefined,
    ]);
    const whole = { ...ES_CONFIG, sessionStart: '18:00', sessionEnd: '18:00' };
    expect(timesOf(at(whole, '2024-01-09T23:30:00Z')).slice(2, 4)).toEqual([
      '2024-01-09T23:00',
      '2024-01-10T23:00',
    ]);
  });

  it('keeps the premarket only before the own open of the exchange', () => {
    const day = '2025-12-16T15:00:00Z';
    const own = at({ ...SPY_CONFIG, sessionStart: '09:30', sessionEnd: '12:00' }, day);
    expect(timesOf(own).slice(3)).toEqual(['2025-12-16T17:00', '2025-12-16T09:00']);
    expect(at({ ...SPY_CONFIG, sessionStart: '10:00' }, day)?.premarketStartNs).toBeUndefined();
  });

  it.each([
    [{ sessionStart: '9:30' }, /sessionStart: expected HH:MM/],
    [{ sessionStart: '12:00', sessionEnd: '11:00' }, /sessionEnd: expected a time after/],
    [{ sessionEnd: '19:00' }, /sessionEnd: expected HH:MM from 00:00 to 18:00/],
    [{ proxy: null, sessionStart: '18:30', sessionEnd: '03:00' }, /from 04:00 to 20:00/],
  ])('refuses %o', (change, message) => {
    expect(() => exchangeSessions({ ...SPY_CONFIG, ...change })).toThrow(message);
  });

  it('lists the sessions after and before one', () => {
    const sessions = exchangeSessions(SPY_CONFIG);
    const monday = sessions.next(ns('2025-12-13T00:00:00Z'));
    expect(monday.date).toBe('2025-12-15');
    expect(sessions.next(monday.startNs)).toEqual(monday);
    expect(sessions.next(monday.startNs + 1n).date).toBe('2025-12-16');
    expect(sessions.next(monday).date).toBe('2025-12-16');
    expect(sessions.previous(monday, 3).map(({ date }) => date)).toEqual([
      '2025-12-10',
      '2025-12-11',
      '2025-12-12',
    ]);
    expect(sessions.previous(sessions.next(ns('2015-09-20T22:00:00Z')), 3)).toEqual([]);
  });

  it('throws for what the calendar does not know, instead of guessing', () => {
    expect(() => at(SPY_CONFIG, '2013-10-07T15:00:00Z')).toThrow(/expected a date from 2015/);
  });
});
