import {
  bookColumns,
  futuresMbp10,
  futuresTrades,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { createLevelEngine, restoreLevelEngine } from '../../src/engine/create-level-engine.js';
import type { LevelEngine, LevelSnapshot } from '../../src/engine/level-engine.js';
import { emptyWarmUp } from '../../src/warm-up/make-warm-up.js';
import { logBatches } from '../support/deliveries.js';
import { MINUTE, SMALL_CONFIG, START_NS } from './support/generated-market.js';
import { openEngine } from './support/run-engine.js';

const MS = 1_000_000n;
let pos = 0n;

function push(
  engine: LevelEngine,
  dataset: Dataset,
  atMs: number,
  row: AnyRow,
  delayMs = 1,
): number {
  pos += 1n;
  const ts_event_ns = START_NS + BigInt(atMs) * MS;
  const ts_recv_ns = ts_event_ns + BigInt(delayMs) * MS;
  const whole = { source: 'X', seq: null, ts_event_ns, ts_recv_ns, ...row };
  const place = { run: 'a', runPos: pos, shard: 'market', epoch: 1, pos };
  const missed = logBatches([{ dataset, row: whole, ...place }]).map(
    (batch) => engine.pushBatch(batch).missed.length,
  );
  return missed[0];
}

const print = { symbol: 'ESZ5', price: 6_000, size: 5, aggressor: 1, exchange: null };
const trade = { symbol: 'SPY', price: 600, size: 100, exchange: 11, conditions: null };

/** A book of one level a side; other columns by `change`. */
function book(bid: number | null, ask: number | null, change: AnyRow = {}): AnyRow {
  const cells = bookColumns.map(({ name }) => [name, name.includes('_px_') ? null : 0]);
  const sizes = { bid_sz_1: bid === null ? 0 : 10, ask_sz_1: ask === null ? 0 : 10 };
  const head = { symbol: 'ESZ5', is_snapshot: false, depth: null, bid_px_1: bid, ask_px_1: ask };
  return { ...Object.fromEntries(cells), ...sizes, ...head, ...change };
}

const advance = (engine: LevelEngine, toMs: number): LevelSnapshot[] =>
  engine.advance(START_NS + BigInt(toMs) * MS);

describe('LevelEngine, fed badly', () => {
  it('has no rows, and no level, of a session without events', () => {
    const engine = openEngine(SMALL_CONFIG);
    expect(engine.advance(MINUTE.endNs)).toEqual([]);
    expect(engine.counts.ticks).toBe(240);
    expect(engine.lastTickNs).toBe(MINUTE.endNs - 250n * MS);
  });

  it('has no rows while nothing says a price', () => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, stocksQuotes, 10, {
      symbol: 'SPY',
      bid_px: 600,
      ask_px: null,
      bid_sz: 1,
      ask_sz: 0,
    });
    push(engine, futuresTrades, 10, print);
    expect(advance(engine, 2_000)).toEqual([]);
  });

  it.each([
    ['NaN', futuresTrades, { ...print, price: Number.NaN }],
    ['an infinite price', futuresTrades, { ...print, price: Number.POSITIVE_INFINITY }],
    ['a price off the grid of ticks', futuresTrades, { ...print, price: 6_000.1 }],
    ['a size of 0', futuresTrades, { ...print, size: 0 }],
    ['a size that is no number', futuresTrades, { ...print, size: Number.NaN }],
    ['an aggressor of 2', futuresTrades, { ...print, aggressor: 2 }],
    ['a price of 0', stocksTrades, { ...trade, price: 0 }],
    ['a negative price', stocksTrades, { ...trade, price: -600 }],
    ['a negative size', stocksTrades, { ...trade, size: -1 }],
    ['a price too large to be exact', stocksTrades, { ...trade, price: 1e9 }],
    ['a negative depth', futuresMbp10, book(6_000, 6_000.25, { bid_sz_1: -1 })],
    ['a book off the grid of ticks', futuresMbp10, book(6_000.1, 6_000.25)],
    ['a book of NaN', futuresMbp10, book(Number.NaN, 6_000.25)],
    [
      'a negative quote',
      stocksQuotes,
      { symbol: 'SPY', bid_px: -1, ask_px: 600, bid_sz: 1, ask_sz: 1 },
    ],
  ])('counts %s as unusable, and uses none of it', (_, dataset, row) => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, dataset, 10, row);
    expect(advance(engine, 1_000)).toEqual([]);
    expect(engine.counts).toMatchObject({ unusable: 1, used: 0 });
  });

  it('counts crossed books, and takes no spot from them', () => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, futuresMbp10, 10, book(6_000.25, 6_000));
    expect(advance(engine, 1_000)).toEqual([]);
    expect(engine.counts).toMatchObject({ book: { crossed: 1 }, used: 1 });
  });

  it('says nothing of flows that no column holds, and goes on', () => {
    const engine = openEngine(SMALL_CONFIG);
    const quote = { symbol: 'SPY', bid_px: 599.99, ask_px: 600.01, bid_sz: 1, ask_sz: 1 };
    push(engine, stocksQuotes, 5, quote);
    for (const at of [10, 20, 30, 40, 50]) {
      const size = at % 20 === 0 ? 2 ** 31 - 1 : 1;
      push(engine, futuresMbp10, at, book(6_000, 6_000.25, { ask_sz_1: size, bid_sz_1: size }));
    }
    const row = advance(engine, 250)
      .at(-1)
      ?.rows.find(({ level_id }) => level_id === 'ROUND_600');
    expect(row).toMatchObject({ barrier_added: null, barrier_canceled: null, barrier_filled: 0 });
  });

  it('counts contracts that no calendar can date as foreign', () => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, futuresTrades, 10, { ...print, symbol: 'ESZ125' });
    expect(engine.counts).toMatchObject({ foreign: 1, used: 0 });
  });

  it('takes no spot from a quote with a negative spread', () => {
    const engine = openEngine(SMALL_CONFIG);
    const quote = { symbol: 'SPY', bid_px: 600.1, ask_px: 600, bid_sz: 1, ask_sz: 1 };
    push(engine, stocksQuotes, 10, quote);
    expect(advance(engine, 1_000)).toEqual([]);
    push(engine, stocksQuotes, 1_100, { ...quote, bid_px: 599.9 });
    const [first] = advance(engine, 2_000);
    expect(first.rows[0].spot).toBe(599.95);
  });

  it('puts rows whose time goes back where they belong, as long as their tick is to come', () => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, stocksTrades, 900, { ...trade, price: 601 });
    push(engine, stocksTrades, 800, { ...trade, price: 600 });
    const snapshots = advance(engine, 1_000);
    expect(snapshots.map(({ rows }) => rows[0].spot)).toEqual([601]);
    expect(push(engine, stocksTrades, 950, { ...trade, price: 599 })).toBe(1);
    expect(engine.counts).toMatchObject({ used: 2, missed: 1 });
  });

  it('counts late and early rows, by the row alone', () => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, stocksTrades, 5_000, trade, 501);
    push(engine, stocksTrades, 5_000, trade, -1_001);
    push(engine, stocksTrades, 5_000, { ...trade, size: 3 }, 500);
    advance(engine, 6_000);
    expect(engine.counts).toMatchObject({ late: 1, early: 1, used: 1 });
  });

  it('lets snapshots of the book be late', () => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, futuresMbp10, 5_000, book(6_000, 6_000.25, { is_snapshot: true }), 30_000);
    const [first] = advance(engine, 6_000);
    expect(first.rows[0].spot).toBe(600.0125);
    expect(engine.counts).toMatchObject({ late: 0, used: 1 });
  });

  it('takes one contract a session: others, spreads and other stocks are foreign', () => {
    const engine = openEngine(SMALL_CONFIG);
    for (const symbol of ['ESH6', 'ESZ5-ESH6', 'MESZ5', 'ES', 'ES.c.0', 'NQZ5']) {
      push(engine, futuresTrades, 10, { ...print, symbol });
    }
    push(engine, stocksTrades, 10, { ...trade, symbol: 'QQQ' });
    expect(engine.counts.foreign).toBe(7);
    push(engine, futuresTrades, 10, { ...print, symbol: 'ESZ25' });
    expect(engine.counts.foreign).toBe(7);
  });

  it('changes its contract with the session, and keeps rows that come before it begins', () => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, futuresMbp10, 59_000, book(6_000, 6_000.25));
    push(engine, futuresMbp10, 60_100, book(6_050, 6_050.25, { symbol: 'ESH6' }));
    push(engine, futuresMbp10, 60_100, book(6_000, 6_000.25));
    engine.advance(MINUTE.endNs);
    const restored = restoreLevelEngine(SMALL_CONFIG, engine.snapshot());
    for (const each of [engine, restored]) {
      each.beginSession(nextMinute(), { ...emptyWarmUp(), frontContract: 'ESH6' });
      const [first] = each.advance(MINUTE.endNs + 250n * MS);
      expect(first.rows[0].spot).toBe(605.0125);
      expect(each.counts).toMatchObject({ foreign: 1, used: 2 });
    }
  });

  it('misses rows of the session before that come after the next has begun', () => {
    const engine = openEngine(SMALL_CONFIG);
    engine.advance(MINUTE.endNs);
    engine.beginSession(nextMinute(), emptyWarmUp());
    expect(push(engine, stocksTrades, 59_900, trade)).toBe(1);
    expect(push(engine, stocksTrades, 59_900, trade, 600)).toBe(0);
    expect(push(engine, stocksTrades, -10, trade)).toBe(0);
    expect(engine.counts).toMatchObject({ missed: 1, late: 1, outOfSession: 1 });
  });

  it('counts what its last tick did not reach as out of the session', () => {
    const engine = openEngine(SMALL_CONFIG);
    push(engine, stocksTrades, 59_999, trade);
    engine.advance(MINUTE.endNs);
    engine.beginSession(nextMinute(), emptyWarmUp());
    expect(engine.counts).toMatchObject({ used: 0, outOfSession: 1 });
  });

  it('refuses what is no call, no event and no state', () => {
    const engine = createLevelEngine(SMALL_CONFIG);
    expect(() => engine.advance(1n)).toThrow(/expected a session/);
    engine.beginSession(MINUTE, emptyWarmUp());
    expect(() => engine.beginSession(MINUTE, emptyWarmUp())).toThrow(/expected a session after/);
    engine.advance(START_NS + 500n * MS);
    expect(() => engine.advance(START_NS)).toThrow(/it never goes back/);
    const batch = { rows: 1, columns: {}, origin: undefined };
    expect(() => engine.pushBatch({ ...batch, dataset: 'levels.signals.v1' })).toThrow(
      /BAD|expected/,
    );
    expect(() => engine.pushBatch({ ...batch, dataset: futuresTrades.id })).toThrow(/a column/);
    const state = engine.snapshot();
    const other = { ...SMALL_CONFIG, producer: 'another' };
    expect(() => restoreLevelEngine(other, state)).toThrow(/expected fingerprint/);
    expect(() => restoreLevelEngine(SMALL_CONFIG, state.subarray(0, 200))).toThrow(/expected/);
    expect(() => restoreLevelEngine(SMALL_CONFIG, new Uint8Array(9))).toThrow(/expected/);
  });
});

function nextMinute() {
  return {
    ...MINUTE,
    date: '2025-12-17',
    startNs: MINUTE.endNs,
    endNs: MINUTE.endNs + 60_000n * MS,
  };
}
