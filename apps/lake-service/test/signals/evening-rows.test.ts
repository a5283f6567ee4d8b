import { join } from 'node:path';
import { fileInput, openDbn } from '@assay/feeds';
import {
  futuresMbp10,
  futuresTrades,
  type AnyRow,
  type FuturesTrade,
  type LevelSignal,
} from '@assay/schemas';
import { createLevelEngine, emptyWarmUp, ES_CONFIG, sessionsOf } from '@assay/signals';
import { describe, expect, it } from 'vitest';
import { batchOf } from './support/batch-of.js';

const FOLDER = process.env.ASSAY_REAL_DATA;
const IS_LONG = process.env.ASSAY_LONG === '1';
const CONFIG = { ...ES_CONFIG, sessionStart: '18:00', sessionEnd: '19:00' };
const SECOND = 1_000_000_000n;
/** Every tick is judged by its own rows; by all prints of the evening only each of these. */
const TICKS_BETWEEN = 20;

async function evening() {
  const trades: AnyRow[] = [];
  const books: AnyRow[] = [];
  for (const day of ['20231224', '20231225']) {
    const file = join(FOLDER ?? '', 'es-mbo-2023-12-25', `esh4-glbx-mdp3-${day}.mbo.dbn.zst`);
    for await (const batch of await openDbn(fileInput(file))) {
      (batch.dataset.id === futuresTrades.id ? trades : books).push(...batch.rows);
    }
  }
  const lastNs = BigInt(trades[trades.length - 1].ts_event_ns ?? 0);
  const session = sessionsOf(CONFIG).sessionAt(lastNs);
  if (session === undefined) {
    throw new Error(`expected a session at ${lastNs}, was none`);
  }
  const engine = createLevelEngine(CONFIG);
  engine.beginSession(session, emptyWarmUp());
  engine.pushBatch(batchOf(futuresTrades, trades));
  engine.pushBatch(batchOf(futuresMbp10, books));
  const snapshots = engine.advance(lastNs + 61n * SECOND);
  return { prints: trades as unknown as FuturesTrade[], snapshots, counts: engine.counts };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The tape's columns of a row, by looking through all prints (docs/signals/tape-and-score.md). */
function naiveTape(prints: readonly FuturesTrade[], row: LevelSignal) {
  const tNs = row.ts_event_ns;
  const seen = prints.filter(({ ts_event_ns: atNs }) => atNs <= tNs);
  const isNear = ({ price }: FuturesTrade) => Math.abs(price - row.level_price) <= 0.5 + 1e-9;
  const near = seen.filter((print) => print.ts_event_ns > tNs - 60n * SECOND && isNear(print));
  const volume = (side: number) =>
    sum(near.map(({ aggressor, size }) => (aggressor === side ? size : 0)));
  const [buy, sell] = [volume(1), volume(-1)];
  const sweep = naiveRuns(seen).findLast(
    (run) =>
      run[run.length - 1].ts_event_ns > tNs - 60n * SECOND &&
      new Set(run.map(({ price }) => price)).size > 1 &&
      moneyOf(run) >= 10_000_000 &&
      run.some(isNear),
  );
  return {
    tape_buy_vol: BigInt(buy),
    tape_sell_vol: BigInt(sell),
    tape_imbalance: buy + sell === 0 ? 0 : (buy - sell) / (buy + sell),
    tape_sweep_detected: sweep !== undefined,
    tape_sweep_direction: sweep === undefined ? null : sweep[0].aggressor > 0 ? 'UP' : 'DOWN',
    tape_sweep_notional: sweep === undefined ? 0 : moneyOf(sweep),
  };
}

function moneyOf(run: readonly FuturesTrade[]): number {
  return 50 * sum(run.map(({ price, size }) => price * size));
}

function naiveRuns(prints: readonly FuturesTrade[]): FuturesTrade[][] {
  const runs: FuturesTrade[][] = [];
  prints.forEach((print, index) => {
    const before = index === 0 ? undefined : prints[index - 1];
    const goesOn =
      before !== undefined &&
      print.aggressor !== 0 &&
      print.aggressor === before.aggressor &&
      print.ts_event_ns - before.ts_event_ns <= SECOND / 10n &&
      (print.price - before.price) * print.aggressor >= 0;
    if (goesOn) {
      runs[runs.length - 1].push(print);
    } else {
      runs.push([print]);
    }
  });
  return runs;
}

function naiveVelocity(prints: readonly FuturesTrade[], tNs: bigint): number | null {
  const recent = prints.filter(({ ts_event_ns: atNs }) => atNs <= tNs && atNs > tNs - 3n * SECOND);
  if (new Set(recent.map(({ ts_event_ns: atNs }) => atNs)).size < 2) {
    return null;
  }
  const times = recent.map(({ ts_event_ns: atNs }) => Number(atNs - tNs) / 1e9);
  const [time, price] = [sum(times), sum(recent.map((print) => print.price))];
  const n = recent.length;
  const across = sum(times.map((each, i) => (each - time / n) * (recent[i].price - price / n)));
  return across / sum(times.map((each) => (each - time / n) ** 2));
}

const LIQUIDITY = { VACUUM: 100, WEAK: 75, CONSUMED: 60, NEUTRAL: 50, WALL: 0, ABSORPTION: 0 };

/** What the score of a row is by its other columns. */
function naiveScore(row: LevelSignal): number {
  const sign = row.direction === 'SUPPORT' ? -1 : 1;
  const agreeing = (value: number | null) => Math.max(0, sign * (value ?? 0));
  const tape =
    row.tape_sweep_direction === (sign > 0 ? 'UP' : 'DOWN')
      ? 100
      : 25 * Math.min(1, agreeing(row.tape_velocity) / 5) + 25 * agreeing(row.tape_imbalance);
  const liquidity = LIQUIDITY[row.barrier_state as keyof typeof LIQUIDITY];
  return 0.45 * liquidity + 0.35 * 50 + 0.2 * tape;
}

describe.skipIf(FOLDER === undefined || !IS_LONG)(
  'rows of an ES evening [real data] [long]',
  () => {
    it('are what its prints and their own columns say', { timeout: 300_000 }, async () => {
      const { prints, snapshots, counts } = await evening();
      expect(counts).toMatchObject({ used: 39_890, late: 0, early: 0, unusable: 0, foreign: 0 });
      const before = new Map<string, LevelSignal>();
      const errors = { velocity: 0, score: 0, smooth: 0 };
      let judged = 0;
      let sweeps = 0;
      for (const [index, { tsEventNs, rows }] of snapshots.entries()) {
        const isJudged = index % TICKS_BETWEEN === 0 && prints[0].ts_event_ns <= tsEventNs;
        const velocity = isJudged ? naiveVelocity(prints, tsEventNs) : null;
        for (const row of rows) {
          errors.score = Math.max(errors.score, Math.abs(naiveScore(row) - row.break_score_raw));
          const last = before.get(row.level_id);
          const seconds = Number(tsEventNs - (last?.ts_event_ns ?? 0n)) / 1e9;
          const kept = last === undefined || seconds > 60 ? 0 : Math.exp(-seconds / 2);
          const smooth = kept * (last?.break_score_smooth ?? 0) + (1 - kept) * row.break_score_raw;
          errors.smooth = Math.max(errors.smooth, Math.abs(smooth - row.break_score_smooth));
          before.set(row.level_id, row);
          if (isJudged) {
            expect(row).toMatchObject(naiveTape(prints, row));
            expect(row.tape_velocity === null).toBe(velocity === null);
            const error = Math.abs((velocity ?? 0) - (row.tape_velocity ?? 0));
            errors.velocity = Math.max(
              errors.velocity,
              error / Math.max(1, Math.abs(velocity ?? 0)),
            );
            judged += 1;
            sweeps += row.tape_sweep_detected === true ? 1 : 0;
          }
        }
      }
      expect(errors.velocity).toBeLessThan(1e-6);
      expect(errors.score).toBeLessThan(1e-9);
      expect(errors.smooth).toBeLessThan(1e-9);
      expect(judged).toBeGreaterThan(2_000);
      expect(sweeps).toBeGreaterThan(100);
    });
  },
);
