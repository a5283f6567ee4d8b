import { readFile, writeFile } from 'node:fs/promises';
import { futuresMbp10, futuresTrades, type LevelSignal } from '@assay/schemas';
import type { LevelSnapshot } from '@assay/signals';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawEvening } from './support/draw-evening.js';
import {
  EVENING_CONFIG,
  EVENING_DATE,
  EVENING_END_NS,
  EVENING_START_NS,
  readEvening,
  runEvening,
  type Evening,
} from './support/es-evening.js';
import { firstDifference } from './support/first-difference.js';
import { instantsOfPage, sayInstant } from './support/evening-page.js';
import { messagesOf, openMarketLake, sendAll } from './support/market-lake.js';
import { naiveLevels, naiveSpots } from './support/naive-evening.js';
import { onePass } from './support/one-pass.js';
import { hasRealData } from './support/real-data.js';
import { rowsDigest } from './support/rows-digest.js';

const PAGE = new URL('../../../../../docs/signals/es-evening.md', import.meta.url);
const DRAWING = new URL('es-evening.svg', PAGE);
/** All that the engine says of the evening. Another digest is another engine: look at why. */
const DIGEST = 'a498ac75f37118fedcc4f5179719b360';

function tally(rows: readonly LevelSignal[], name: 'barrier_state' | 'signal' | 'level_id') {
  const found: Record<string, number> = {};
  for (const row of rows) {
    found[row[name]] = (found[row[name]] ?? 0) + 1;
  }
  return found;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(share * sorted.length)];
}

describe.skipIf(!hasRealData)('an evening of ES [real data]', () => {
  let evening: Evening;
  let snapshots: readonly LevelSnapshot[];
  let counts: ReturnType<typeof runEvening>['counts'];
  let rows: LevelSignal[];

  beforeAll(async () => {
    evening = await readEvening();
    ({ snapshots, counts } = runEvening(evening));
    rows = snapshots.flatMap((snapshot) => snapshot.rows);
  }, 300_000);

  const levelRows = (id: string) => rows.filter(({ level_id: own }) => own === id);

  it('has rows at every quarter of a second from 18:00 to 19:00, and says the same as ever', () => {
    // The opening snapshot of the day before and 147 books of the last minutes before 18:00.
    expect(counts).toMatchObject({ used: 39_890, outOfSession: 148, ticks: 14_401 });
    expect(counts).toMatchObject({ late: 0, early: 0, copies: 0, foreign: 0, unusable: 0 });
    const atNs = (tick: number) => EVENING_START_NS + BigInt(tick) * 250_000_000n;
    expect(snapshots).toHaveLength(14_401);
    expect(snapshots.findIndex(({ tsEventNs }, tick) => tsEventNs !== atNs(tick))).toBe(-1);
    expect(tally(rows, 'level_id')).toEqual({
      ...{ OR_HIGH: 14_401, SESSION_HIGH: 14_401, VWAP: 14_401, ROUND_4810: 14_113 },
      ...{ OR_LOW: 306, SESSION_LOW: 306, ROUND_4800: 292 },
    });
    expect(tally(rows, 'barrier_state')).toEqual({
      ...{ ABSORPTION: 35_466, NEUTRAL: 20_945, WEAK: 1_334, WALL: 475 },
    });
    expect(tally(rows, 'signal')).toEqual({ NEUTRAL: 35_707, REJECT: 22_513 });
    expect(rowsDigest(rows)).toBe(DIGEST);
  });

  it('refills what leaves, and rejects at every level: the figures of the page', () => {
    const known = rows.filter((row) => row.barrier_added !== null);
    expect(rows.length - known.length).toBe(1_360);
    const ratios = known.flatMap(({ barrier_replenishment_ratio: ratio }) => ratio ?? []);
    expect([0, 0.05, 0.5, 0.95].map((share) => quantile(ratios, share).toFixed(2))).toEqual([
      ...['0.28', '0.69', '0.99', '1.29'],
    ]);
    const shares = known.flatMap(({ barrier_canceled: canceled, barrier_filled: filled }) => {
      const left = (canceled ?? 0) + (filled ?? 0);
      return left === 0 ? [] : (canceled ?? 0) / left;
    });
    expect(quantile(shares, 0.5).toFixed(2)).toBe('0.82');
    expect(Math.max(...levelRows('SESSION_HIGH').map((row) => row.break_score_smooth))).toBe(
      rows.reduce((most, row) => Math.max(most, row.break_score_smooth), 0),
    );
    const highs = levelRows('SESSION_HIGH').filter(
      (row, index, all) => index > 0 && row.level_price !== all[index - 1].level_price,
    );
    expect([highs.length, highs.filter(({ signal }) => signal === 'REJECT').length]).toEqual([
      32, 5,
    ]);
    expect(rows.filter(({ confidence }) => confidence === 'HIGH')).toEqual([]);
  });

  it('has the extremes and the VWAP of its prints at each of them', () => {
    const found = naiveLevels(evening.trades, snapshots);
    const said = rows.map(({ ts_event_ns: atNs, level_id: id, level_price: price }) => {
      const naive = found.get(atNs)?.[id];
      return naive === undefined || naive === price;
    });
    expect(said.filter((isRight) => !isRight)).toEqual([]);
    const last = Object.fromEntries(
      snapshots[14_400].rows.map(({ level_id: id, level_price: price }) => [id, price]),
    );
    expect(last).toEqual({
      ...{ OR_HIGH: 4808, ROUND_4810: 4810, SESSION_HIGH: 4811.75, VWAP: 4808.722705216 },
    });
  });

  it('has the mid of the last book as spot, the last print where the book is old', () => {
    const spots = naiveSpots(evening, snapshots);
    expect(snapshots.map(({ rows: [row] }) => [row.bid, row.ask, row.spot])).toEqual(spots);
  });

  it('says the same over a lake that its rows were stored in', async () => {
    await using lake = await openMarketLake();
    const { trades, books } = evening;
    await sendAll(lake, messagesOf(futuresTrades, 'tape', trades));
    await sendAll(lake, messagesOf(futuresMbp10, 'book', books));
    await lake.bronze.flushAll();
    const stored = await onePass(lake.store, EVENING_CONFIG, EVENING_DATE, EVENING_END_NS + 1n);
    expect(firstDifference(stored.rows, rows)).toBeUndefined();
  }, 300_000);

  it('is told on the page as its rows tell it', async () => {
    const instants = instantsOfPage(await readFile(PAGE, 'utf8'));
    expect(instants.length).toBeGreaterThan(10);
    expect(instants.map(({ cells }) => cells)).toEqual(
      instants.map((instant) => sayInstant(instant, rows)),
    );
  });

  /** `ASSAY_FIGURES=1` draws it. */
  it('is drawn as its rows tell it', async () => {
    const drawing = drawEvening(snapshots);
    if (process.env.ASSAY_FIGURES === '1') {
      await writeFile(DRAWING, drawing);
    }
    expect(await readFile(DRAWING, 'utf8')).toBe(drawing);
  });
});
