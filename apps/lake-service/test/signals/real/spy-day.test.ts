import { fileInput, openLean } from '@assay/feeds';
import { stocksTrades, type AnyRow, type LevelSignal } from '@assay/schemas';
import {
  createLevelEngine,
  emptyWarmUp,
  sessionsOf,
  SPY_CONFIG,
  type EngineConfig,
} from '@assay/signals';
import { describe, expect, it } from 'vitest';
import { batchOf } from '../support/batch-of.js';
import { firstDifference } from './support/first-difference.js';
import { messagesOf, openMarketLake, sendAll } from './support/market-lake.js';
import { onePass } from './support/one-pass.js';
import { hasRealData, realFile } from './support/real-data.js';

const FILE = realFile('lean-equity-ticks', 'spy_20131007_trade.zip');
const DATE = '2013-10-07';
const isLong = process.env.ASSAY_LONG === '1';
const NS_PER_MS = 1_000_000n;
/** 16:00 New York: the last tick that is made. */
const CLOSE_NS = 1_381_176_000_000_000_000n;
/** SPY by its own prints, without a book. */
const CONFIG: EngineConfig = { ...SPY_CONFIG, proxy: null };
/** Every level within 5 dollars has a row, every ten seconds. */
const WIDE: EngineConfig = {
  ...CONFIG,
  gridMs: 10_000,
  parameters: { ...CONFIG.parameters, monitorBand: 5 },
};

async function readPrints(): Promise<AnyRow[]> {
  const rows: AnyRow[] = [];
  for await (const batch of await openLean(fileInput(FILE))) {
    rows.push(...batch.rows);
  }
  return rows;
}

/** A live feed hears every hundredth print too late for it to be used. */
const isHeardLate = (index: number) => index % 100 === 0;

function heardLive(prints: readonly AnyRow[]): AnyRow[] {
  return prints.map((row, index) => {
    const delayNs = isHeardLate(index) ? 700n * NS_PER_MS : 150_000n + BigInt(index % 1_000);
    return { ...row, ts_recv_ns: BigInt(row.ts_event_ns ?? 0) + delayNs };
  });
}

/** What the engine says of prints as they are, each once, until the close. */
function plainRun(config: EngineConfig, prints: readonly AnyRow[]) {
  const session = sessionsOf(config).sessionAt(CLOSE_NS);
  if (session === undefined) {
    throw new Error(`expected a session on ${DATE}, was none`);
  }
  const engine = createLevelEngine(config);
  engine.beginSession(session, emptyWarmUp());
  engine.pushBatch(batchOf(stocksTrades, prints));
  const rows = engine.advance(CLOSE_NS).flatMap((snapshot) => snapshot.rows);
  return { rows, counts: engine.counts };
}

/** The prints in Bronze three times: twice from the file, by two runs, and once heard live. */
async function storedRun(config: EngineConfig, prints: readonly AnyRow[]) {
  await using lake = await openMarketLake();
  await sendAll(lake, messagesOf(stocksTrades, 'live-feed', heardLive(prints)));
  await sendAll(lake, messagesOf(stocksTrades, 'backfill-1', prints));
  await sendAll(lake, messagesOf(stocksTrades, 'backfill-2', prints));
  await lake.bronze.flushAll();
  return await onePass(lake.store, config, DATE, CLOSE_NS + 1n);
}

function pricesAtClose(rows: readonly LevelSignal[]): Record<string, number> {
  const last = rows.filter(({ ts_event_ns: atNs }) => atNs === CLOSE_NS);
  return Object.fromEntries(last.map(({ level_id: id, level_price: price }) => [id, price]));
}

const NO_PRICE =
  /^(AveragePrice|OfficialOpen|OfficialClose|OutOfSequence|Sold|PriorReferencePrice|DerivativelyPriced|Canceled)$/;

/** Ticks from 04:00 to the close with a print at most 60 s before them that may set a price. */
function ticksWithSpot(prints: readonly AnyRow[], { gridMs }: EngineConfig): number {
  const found = new Set<bigint>();
  const gridNs = BigInt(gridMs) * NS_PER_MS;
  for (const { ts_event_ns: time, conditions } of prints) {
    const atNs = BigInt(time ?? 0);
    const words = String(conditions ?? '').split(/[^A-Za-z]+/);
    if (words.some((word) => NO_PRICE.test(word))) {
      continue;
    }
    const firstNs = ((atNs + gridNs - 1n) / gridNs) * gridNs;
    for (let tNs = firstNs; tNs <= atNs + 60_000n * NS_PER_MS && tNs <= CLOSE_NS; tNs += gridNs) {
      found.add(tNs);
    }
  }
  return found.size;
}

describe.skipIf(!hasRealData)('SPY of 2013-10-07 [real data]', () => {
  it('has session high 168.45 and VWAP 167.9232 at 16:00, stored three times over', async () => {
    const prints = await readPrints();
    const inTime = prints.filter(({ ts_event_ns: atNs }) => BigInt(atNs ?? 0) <= CLOSE_NS);
    const stored = await storedRun(WIDE, prints);
    const found = pricesAtClose(stored.rows);
    expect(found).toMatchObject({ SESSION_HIGH: 168.45, SESSION_LOW: 167.25, PM_HIGH: 167.7 });
    expect(Math.abs(found.VWAP - 167.9232)).toBeLessThan(0.0001);
    expect(stored.ticks).toBe(ticksWithSpot(inTime, WIDE));
    expect(stored.ticks).toBe(3_902);

    const plain = plainRun(WIDE, prints);
    expect(firstDifference(stored.rows, plain.rows)).toBeUndefined();
    expect(plain.counts).toMatchObject({ used: inTime.length, late: 0, copies: 0, missed: 0 });
    const late = inTime.filter((_, index) => isHeardLate(index)).length;
    expect(stored.counts).toMatchObject({
      ...{ used: inTime.length, late, copies: 2 * inTime.length - late },
      ...{ early: 0, missed: 0, foreign: 0, outOfSession: 0, unusable: 0 },
    });
  }, 300_000);

  it.skipIf(!isLong)(
    'says the same of prints stored three times over, four times a second [long]',
    async () => {
      const prints = await readPrints();
      const plain = plainRun(CONFIG, prints);
      const stored = await storedRun(CONFIG, prints);
      expect(stored.rows.length).toBeGreaterThan(100_000);
      expect(firstDifference(stored.rows, plain.rows)).toBeUndefined();
    },
    600_000,
  );
});
