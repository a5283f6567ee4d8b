import type { LevelSignal } from '@assay/schemas';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../src/config/engine-config.js';
import { generatedMarket, MINUTE, SMALL_CONFIG } from './support/generated-market.js';
import { naiveEvents, NaiveMarket, naiveSmooth } from './support/naive-engine.js';
import { runAtOnce } from './support/run-engine.js';

const SEEDS = process.env['ASSAY_LONG'] === '1' ? 300 : 3;
const CONFIG: EngineConfig = {
  ...SMALL_CONFIG,
  proxy: { root: 'ES', tickSize: 0.25, multiplier: 50, ratio: 10 },
};
const S_L: Readonly<Record<string, number>> = { VACUUM: 100, WEAK: 75, CONSUMED: 60, NEUTRAL: 50 };
const S_H: Readonly<Record<string, number>> = { AMPLIFY: 100, NEUTRAL: 50, DAMPEN: 0 };

/** S_T by the words of the design. */
function tapePoints(row: LevelSignal): number {
  const up = row.direction === 'RESISTANCE';
  if (row.tape_sweep_direction === (up ? 'UP' : 'DOWN')) return 100;
  const aligned = (value: number | null): number =>
    value === null || value > 0 !== up ? 0 : Math.abs(value);
  const velocity = Math.min(1, aligned(row.tape_velocity) / CONFIG.parameters.velocityScale);
  return Math.min(50, 25 * velocity + 25 * aligned(row.tape_imbalance));
}

/** Prices of the levels that are one of a kind and made by prints. */
function madeByPrints(market: NaiveMarket): Record<string, number> {
  const { premarket, opening, regular, vwap } = market.tape();
  const ranges = { PM: premarket, OR: opening, SESSION: regular };
  const levels = Object.entries(ranges).flatMap(([name, range]) =>
    range === null
      ? []
      : [
          [`${name}_HIGH`, range.high],
          [`${name}_LOW`, range.low],
        ],
  );
  return Object.fromEntries([...levels, ...(vwap === null ? [] : [['VWAP', vwap]])]);
}

function near(prices: Record<string, number>, spot: number): Record<string, number> {
  const band = CONFIG.parameters.monitorBand * 1e9;
  return Object.fromEntries(
    Object.entries(prices).filter(([, nanos]) => Math.abs(nanos - spot) <= band),
  );
}

describe('LevelEngine, against the whole history told anew at every tick', () => {
  it('has the same spot, levels, flows, tape and scores', () => {
    let compared = 0;
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const deliveries = generatedMarket(createSeededRandom(`oracle ${seed}`), 14);
      const events = naiveEvents(deliveries, CONFIG);
      const { snapshots } = runAtOnce(CONFIG, deliveries);
      const byTick = new Map(snapshots.map((each) => [each.tsEventNs, each.rows]));
      for (let tNs = 0; tNs < 20e9; tNs += 250_000_000) {
        const rows = byTick.get(MINUTE.startNs + BigInt(tNs)) ?? [];
        const market = new NaiveMarket(CONFIG, events, tNs);
        const where = `seed ${seed}, ${tNs / 1e9} s`;
        const spot = market.spot();
        if (spot === undefined) {
          expect(rows, where).toEqual([]);
          continue;
        }
        expect(new Set(rows.map((row) => row.spot)).size, where).toBeLessThanOrEqual(1);
        const made = rows.filter(({ level_kind }) => /^(PM|OR|SESSION|VWAP)/.test(level_kind));
        expect(
          Object.fromEntries(made.map((row) => [row.level_id, nanosOf(row.level_price)])),
          where,
        ).toEqual(near(madeByPrints(market), spot));
        for (const row of rows) {
          compareRow(row, market, spot, where);
          compared += 1;
        }
      }
      compareSmooth(snapshots.flatMap(({ rows }) => rows));
    }
    expect(compared).toBeGreaterThan(SEEDS * 50);
  });
});

const nanosOf = (price: number): number => Math.round(price * 1e9);

function compareRow(row: LevelSignal, market: NaiveMarket, spot: number, where: string): void {
  const what = `${where}, ${row.level_id}`;
  const level = nanosOf(row.level_price);
  expect(nanosOf(row.spot), what).toBe(spot);
  expect(nanosOf(row.distance), what).toBe(spot - level);
  expect(row.direction, what).toBe(spot > level ? 'SUPPORT' : 'RESISTANCE');
  const zone = market.zone(level, row.direction);
  const { added, canceled, filled } = zone;
  const flows = zone.isUnknown ? [null, null, null] : [added, canceled, filled];
  expect([row.barrier_added, row.barrier_canceled, row.barrier_filled], what).toEqual(flows);
  const volumes = market.volumes(level);
  expect([row.tape_buy_vol, row.tape_sell_vol], what).toEqual([
    volumes?.buy ?? null,
    volumes?.sell ?? null,
  ]);
  const points =
    0.45 * (S_L[row.barrier_state] ?? 0) + 0.35 * S_H[row.fuel_effect] + 0.2 * tapePoints(row);
  expect(row.break_score_raw, what).toBeCloseTo(Math.min(100, Math.max(0, points)), 9);
}

function compareSmooth(rows: readonly LevelSignal[]): void {
  for (const id of new Set(rows.map((row) => row.level_id))) {
    const own = rows.filter((row) => row.level_id === id);
    const smooth = naiveSmooth(own, CONFIG.parameters.smoothingSeconds);
    own.forEach((row, index) => {
      expect(row.break_score_smooth, `${id} at ${row.ts_event_ns}`).toBeCloseTo(smooth[index], 7);
    });
  }
}
