import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ES_CONFIG, SPY_CONFIG, type EngineConfig } from '../../src/config/engine-config.js';
import { sessionsOf } from '../../src/session/sessions-of.js';
import { createWarmUp } from '../../src/warm-up/create-warm-up.js';
import { emptyWarmUp } from '../../src/warm-up/make-warm-up.js';
import type { WarmUp } from '../../src/warm-up/warm-up.js';
import { newYork } from '../market/support/session.js';
import { batchOf, type Row } from './support/batch-of.js';
import { futuresTrade, greeks, stockTrade } from './support/rows.js';

const isLong = process.env.ASSAY_LONG === '1';

const FUTURES = 'futures.trades.v1';
const STOCKS = 'stocks.trades.v1';
const GREEKS = 'options.greeks_snapshots.v1';

/** The builder of the session of a date. */
function builderOf(config: EngineConfig, date: string, count: number) {
  const sessions = sessionsOf(config);
  const session = sessions.sessionAt(newYork(date, '12:00'));
  if (session === undefined) {
    throw new Error(`expected a session on ${date}`);
  }
  const previous = sessions.previous(session, count);
  return { session, previous, builder: createWarmUp(config, session, previous) };
}

function warmUpOf(
  config: EngineConfig,
  date: string,
  pushed: readonly (readonly [string, readonly Row[]])[],
): WarmUp {
  const { builder } = builderOf(config, date, 3);
  for (const [dataset, rows] of pushed) {
    if (rows.length > 0) {
      builder.push(batchOf(dataset, rows));
    }
  }
  return builder.finish();
}

/** Friday to Wednesday: a weekend lies among them. */
const DAYS = ['2025-12-12', '2025-12-15', '2025-12-16'];
const TODAY = '2025-12-17';
const STARTS = ['2025-12-11', '2025-12-14', '2025-12-15'].map((eve) => newYork(eve, '18:00'));
const at = (day: number, time: string): bigint => newYork(DAYS[day], time);

interface Generated {
  readonly day: number;
  readonly second: number;
  readonly symbol: string;
  readonly price: number;
  readonly size: number;
  readonly afterMs: number;
  readonly copies: number;
}

const trades = fc.array(
  fc.record({
    day: fc.nat({ max: 2 }),
    // 18:00 of the evening before plus up to 24 hours; few of them, so that bars and instants are shared.
    second: fc.nat({ max: 300 }).map((each) => each * 287),
    symbol: fc.constantFrom('ESZ5', 'ESZ5', 'ESH6', 'ESZ5-ESH6', 'MESZ5'),
    price: fc.integer({ min: 24_000, max: 24_020 }).map((ticks) => ticks / 4),
    size: fc.integer({ min: 1, max: 9 }),
    afterMs: fc.constantFrom(0, 1, 500, 501),
    copies: fc.nat({ max: 2 }),
  }),
  { maxLength: 80 },
);

/** Rows of generated trades: the k-th run has the trades that are copied k times, so that runs overlap. */
function rowsOf(generated: readonly Generated[]): Row[] {
  return ['run-a', 'run-b', 'run-c'].flatMap((run, nth) =>
    generated.flatMap(({ day, second, symbol, price, size, afterMs, copies }, index) => {
      const tsNs = STARTS[day] + BigInt(second) * 1_000_000_000n;
      const delivery = { run, runPos: index, seq: index, afterMs };
      return copies >= nth ? [futuresTrade(tsNs, symbol, price, size, delivery)] : [];
    }),
  );
}

/** From the definitions: every trade once, whatever its copies. */
function naive(generated: readonly Generated[]) {
  const usable = generated.filter(({ afterMs }) => afterMs <= 500);
  const volume = (symbol: string) =>
    usable
      .filter((each) => each.day === 2 && each.symbol === symbol)
      .reduce((sum, { size }) => sum + size, 0);
  const [near, far] = [volume('ESZ5'), volume('ESH6')];
  const front = near === 0 && far === 0 ? null : near >= far ? 'ESZ5' : 'ESH6';
  const symbol = front ?? 'ESH6';
  const byBar = new Map<number, number>();
  const own = usable
    .map((each, index) => ({ ...each, index }))
    .filter((each) => each.symbol === symbol)
    .sort(
      (one, other) =>
        one.day - other.day ||
        one.second - other.second ||
        one.afterMs - other.afterMs ||
        one.index - other.index,
    );
  for (const { day, second, price } of own) {
    byBar.set(day * 1_000 + Math.floor(second / 120), price * 1e9);
  }
  const missing = DAYS.filter((_, day) => !own.some((each) => each.day === day));
  return { front, closes: [...byBar.values()], missing };
}

/** One property, for few runs and for many. */
function holdsFor(numRuns: number): void {
  fc.assert(
    fc.property(trades, fc.array(fc.nat()), (generated, order) => {
      const rows = rowsOf(generated);
      const shuffled = rows
        .map((row, index) => ({ row, rank: order[index % (order.length || 1)] ?? 0 }))
        .sort((one, other) => one.rank - other.rank)
        .map(({ row }) => row);
      const found = warmUpOf(ES_CONFIG, TODAY, [
        [FUTURES, shuffled.slice(shuffled.length >> 1)],
        [FUTURES, shuffled.slice(0, shuffled.length >> 1)],
      ]);
      expect(found.digest).toBe(warmUpOf(ES_CONFIG, TODAY, [[FUTURES, rows]]).digest);
      const { front, closes, missing } = naive(generated);
      expect(found.frontContract).toBe(front);
      expect(found.barCloses).toEqual(closes);
      expect(found.missing).toEqual(missing);
      expect(found.sessions).toEqual(DAYS);
    }),
    { numRuns },
  );
}

describe('createWarmUp', () => {
  it('is what the definitions give, in any order and any batches, copies and late rows too', () => {
    holdsFor(60);
  });

  it.skipIf(!isLong)('does so over thousands of streams [long]', { timeout: 600_000 }, () => {
    holdsFor(2_000);
  });

  it('gives the new front contract its own bars, not those of the old one', () => {
    const rows = [
      futuresTrade(at(0, '10:00'), 'ESZ5', 6_000, 900),
      futuresTrade(at(0, '10:00'), 'ESH6', 6_050, 1),
      futuresTrade(at(1, '10:00'), 'ESZ5', 6_001, 500),
      futuresTrade(at(1, '10:01'), 'ESH26', 6_051, 400),
      futuresTrade(at(2, '10:00'), 'ESZ5', 6_002, 100),
      futuresTrade(at(2, '10:05'), 'ESH6', 6_052, 700),
      futuresTrade(at(2, '10:06'), 'ESZ5-ESH6', 50, 5_000),
    ];
    const warmUp = warmUpOf(ES_CONFIG, TODAY, [[FUTURES, rows]]);
    expect(warmUp.frontContract).toBe('ESH6');
    // Bars of whatever was the front at the time would be [6000, 6001, 6052]: a step of 51 that nobody traded.
    expect(warmUp.barCloses).toEqual([6_050e9, 6_051e9, 6_052e9]);
    expect(warmUp.missing).toEqual([]);
  });

  it('chooses the front by the last session alone, known before this one begins', () => {
    const rows = [
      futuresTrade(at(1, '10:00'), 'ESH6', 6_050, 9_999),
      futuresTrade(at(2, '17:59'), 'ESZ5', 6_000, 2),
      futuresTrade(at(2, '18:00'), 'ESH6', 6_050, 9_999),
    ];
    expect(warmUpOf(ES_CONFIG, TODAY, [[FUTURES, rows]]).frontContract).toBe('ESZ5');
  });

  it('takes the eligible prints of a stock in all its hours, and the last open interest', () => {
    const warmUp = warmUpOf(SPY_CONFIG, TODAY, [
      [
        STOCKS,
        [
          stockTrade(at(1, '04:00:30'), 600),
          stockTrade(at(1, '16:00:00'), 610, { conditions: 'OfficialClose' }),
          stockTrade(at(1, '17:00:00'), 601),
          // From 18:00 on it is the next session, by the futures' day.
          stockTrade(at(1, '19:30:00'), 602),
          stockTrade(at(2, '12:00:00'), 500, { symbol: 'QQQ' }),
        ],
      ],
      [FUTURES, [futuresTrade(at(2, '10:00'), 'ESZ5', 6_000)]],
      [
        GREEKS,
        [
          greeks(at(1, '15:00'), 'SPY   251219C00600000', 5),
          greeks(at(2, '15:00'), 'SPY   251219C00600000', 7),
          greeks(at(2, '15:30'), 'SPY   251219C00600000', null),
          greeks(at(2, '10:00'), 'SPY   251219P00600000', 9),
        ],
      ],
    ]);
    expect(warmUp.barCloses).toEqual([600e9, 601e9, 602e9]);
    expect(warmUp.missing).toEqual(['2025-12-12']);
    expect(warmUp.frontContract).toBe('ESZ5');
    expect([...warmUp.openInterest]).toEqual([
      ['SPY   251219C00600000', 7],
      ['SPY   251219P00600000', 9],
    ]);
  });

  it('gives the same when each session is ended as soon as it was read, and then holds no rows', () => {
    const rows = DAYS.map((_, day) => [
      futuresTrade(at(day, '10:00'), 'ESZ5', 6_000 + day),
      futuresTrade(at(day, '10:00'), 'ESZ5', 6_000.25, 1, { afterMs: 501 }),
    ]);
    const { builder } = builderOf(ES_CONFIG, TODAY, 3);
    rows.forEach((each, day) => {
      builder.push(batchOf(FUTURES, each));
      builder.endSession(DAYS[day]);
    });
    expect(builder.finish()).toEqual(warmUpOf(ES_CONFIG, TODAY, [[FUTURES, rows.flat()]]));
    expect(builder.counts).toMatchObject({ used: 3, late: 3, early: 0, unusable: 0 });
    expect(() => {
      builder.endSession('2025-12-11');
    }).toThrow('expected one of the sessions before (2025-12-12, 2025-12-15, 2025-12-16)');
  });

  it('says what to read', () => {
    const { builder, previous } = builderOf(SPY_CONFIG, TODAY, 3);
    const [first, , last] = previous;
    expect(
      builder.needs.map(({ datasetId, startNs, endNs }) => [datasetId, startNs, endNs]),
    ).toEqual([
      [STOCKS, first.startNs, last.endNs],
      [FUTURES, last.startNs, last.endNs],
      [GREEKS, last.startNs, last.endNs],
    ]);
    const wanted = ['ESZ5', 'ESZ5-ESH6', 'MESZ5'].map((each) => builder.needs[1].wants(each));
    expect(wanted).toEqual([true, false, false]);
  });

  it('is empty, and says so, where nothing is before or nothing traded', () => {
    const { session } = builderOf(ES_CONFIG, TODAY, 1);
    expect(createWarmUp(ES_CONFIG, session, []).finish()).toEqual(emptyWarmUp());
    expect(warmUpOf(ES_CONFIG, TODAY, [])).toMatchObject({
      missing: DAYS,
      barCloses: [],
      frontContract: null,
    });
    expect(emptyWarmUp().digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a session that is not before, so that nothing of today is known', () => {
    const { session, previous } = builderOf(ES_CONFIG, TODAY, 3);
    expect(() => createWarmUp(ES_CONFIG, session, [...previous, session])).toThrow(
      'expected sessions that end before 2025-12-17 begins, oldest first, was 2025-12-17',
    );
    expect(() => createWarmUp(ES_CONFIG, session, [...previous].reverse())).toThrow('oldest first');
  });
});
