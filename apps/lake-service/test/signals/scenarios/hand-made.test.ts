import { describe, expect, it } from 'vitest';
import { HandMarket } from './support/hand-market.js';
import { configWith, snapshotsOf, ticksOf, type LevelTick } from './support/scenario-engine.js';

/** Four ticks a second, the first at 0. */
function expectEveryTick(ticks: readonly LevelTick[], seconds: number): void {
  expect(ticks.map(({ at }) => at)).toEqual(
    Array.from({ length: seconds * 4 + 1 }, (_, index) => index / 4),
  );
}

type Told = readonly [at: number, direction: string, barrier: string, signal: string];

/** The ticks at which something of it changes, by the seconds of each; in between all is as before. */
function storyOf(ticks: readonly LevelTick[]): Told[] {
  const story: Told[] = [];
  for (const { at, row } of ticks) {
    const told: Told = [at, row.direction, row.barrier_state, row.signal];
    if (story.at(-1)?.slice(1).join() !== told.slice(1).join()) {
      story.push(told);
    }
  }
  return story;
}

/** `break_score_raw` where it changes. */
function scoresOf(ticks: readonly LevelTick[]): [at: number, score: number][] {
  const scores: [number, number][] = [];
  for (const { at, row } of ticks) {
    const score = Math.round(row.break_score_raw * 1e6) / 1e6;
    if (scores.at(-1)?.[1] !== score) {
      scores.push([at, score]);
    }
  }
  return scores;
}

const WALL = 6003;

/** What is said of 6003, tick by tick. */
function told(market: HandMarket, seconds: number): LevelTick[] {
  const ticks = ticksOf(
    snapshotsOf(configWith([WALL]), market.rowsUntil(seconds), seconds),
    'HOTZONE_6003',
  );
  expectEveryTick(ticks, seconds);
  return ticks;
}

describe('a wall of 500 contracts that is pulled in 2 s', () => {
  const market = new HandMarket(6004, 6004.25, 40);
  market.set(0, 'bid', [WALL, 540]);
  for (let step = 1; step <= 10; step += 1) {
    market.set(10 + step * 0.2, 'bid', [WALL, 540 - 50 * step]);
  }
  // Somebody sells through what stands above it, and at last what is left of it.
  market.trade(20.1, -1, [
    [6004, 40],
    [6003.75, 40],
    [6003.5, 40],
    [6003.25, 40],
  ]);
  market.trade(30.05, -1, [[WALL, 40]]);
  market.set(30.1, 'ask', [6003, 40], [6003.25, 40], [6003.5, 40], [6003.75, 40], [6004, 40]);
  const ticks = told(market, 32);

  it('is VACUUM at the first tick that knows of more than 100, and BREAK when a sweep follows', () => {
    expect(storyOf(ticks)).toEqual([
      [0, 'SUPPORT', 'NEUTRAL', 'NEUTRAL'],
      // 50 went at 10.2, 10.4 and 10.6.
      [10.75, 'SUPPORT', 'VACUUM', 'NEUTRAL'],
      // 82.5 − 20.2 · e^(−t/2 s) is above 80 from 24.25 on: for 3 s at 27.25.
      [27.25, 'SUPPORT', 'VACUUM', 'BREAK'],
      // Price is through: the asks that came down defend it now.
      [30.25, 'RESISTANCE', 'WALL', 'NEUTRAL'],
    ]);
    expect(scoresOf(ticks)).toEqual([
      [0, 40],
      [10.75, 62.5],
      [20.25, 82.5],
      [30.25, 17.5],
    ]);
  });

  it('has the contracts that were pulled, and those that were sold', () => {
    const flowsAt = (seconds: number) => {
      const { row } = ticks[seconds * 4];
      return [row.barrier_added, row.barrier_canceled, row.barrier_filled, row.barrier_delta_liq];
    };
    expect(flowsAt(10)).toEqual([0, 0, 0, 0]);
    expect(flowsAt(11)).toEqual([0, 250, 0, -250]);
    expect(flowsAt(12)).toEqual([0, 500, 0, -500]);
    expect(flowsAt(21)).toEqual([0, 500, 160, -660]);
    expect(flowsAt(31)).toEqual([200, 0, 0, 200]);
  });
});

describe('a wall of 500 contracts that is eaten in 2 s', () => {
  const market = new HandMarket(WALL, 6003.25, 40);
  market.set(0, 'bid', [WALL, 540]);
  for (let order = 0; order < 10; order += 1) {
    market.trade(40.1 + order * 0.2, -1, [[WALL, 50]]);
  }
  market.trade(45.05, -1, [[WALL, 40]]);
  const ticks = told(market, 50);

  it('is CONSUMED and CONTESTED, not VACUUM', () => {
    expect(storyOf(ticks)).toEqual([
      [0, 'SUPPORT', 'NEUTRAL', 'NEUTRAL'],
      // 50 went: too few, but less stands there than for 40 s.
      [40.25, 'SUPPORT', 'WEAK', 'NEUTRAL'],
      // 150, and nothing was sold there in the half minute before.
      [40.5, 'SUPPORT', 'CONSUMED', 'CONTESTED'],
      // Mid is at the level. The asks are thinner than what its bids were.
      [45.25, 'RESISTANCE', 'WEAK', 'NEUTRAL'],
    ]);
  });

  it('has every contract as filled', () => {
    const { row } = ticks[44 * 4];
    expect(row.barrier_filled).toBe(500);
    expect([row.barrier_added, row.barrier_canceled]).toEqual([0, 0]);
    expect([row.tape_sell_vol, row.tape_buy_vol, row.tape_imbalance]).toEqual([500n, 0n, -1]);
    expect(row.break_score_raw).toBe(49.5);
  });
});

describe('a wall that is refilled as it is eaten', () => {
  const market = new HandMarket(WALL, 6003.25, 40);
  market.set(0, 'bid', [WALL, 100]);
  for (let order = 0; order < 10; order += 1) {
    market.trade(5.1 + order * 0.5, -1, [[WALL, 20]], [[WALL, 20]]);
  }
  for (let order = 0; order < 6; order += 1) {
    market.trade(10.1 + order * 0.5, -1, [[WALL, 20]], [[WALL, 60]]);
  }
  for (let order = 0; order < 10; order += 1) {
    market.trade(15.1 + order * 0.2, 1, [[6003.25, 20]], [[6003.25, 20]]);
  }
  const ticks = told(market, 30);

  it('is ABSORPTION, then WALL, and REJECT when buyers come', () => {
    expect(storyOf(ticks)).toEqual([
      [0, 'SUPPORT', 'NEUTRAL', 'NEUTRAL'],
      // The third order: 60 filled, 60 added.
      [6.25, 'SUPPORT', 'ABSORPTION', 'NEUTRAL'],
      // The fourth of those with more: 440 added, 280 filled.
      [11.75, 'SUPPORT', 'WALL', 'NEUTRAL'],
      // The smooth score is below 20 from 18 on.
      [21, 'SUPPORT', 'WALL', 'REJECT'],
    ]);
  });

  it('is no REJECT while one side alone trades: 17.5 + 5 are not below 20', () => {
    expect(ticks[15 * 4].row.break_score_raw).toBe(22.5);
    expect(ticks[15 * 4].row.tape_imbalance).toBe(-1);
    // (200 − 320) ÷ 520 · 25 · 0.2
    expect(ticks[17 * 4].row.break_score_raw).toBeCloseTo(17.5 + (120 / 520) * 5, 9);
  });
});

describe('a sweep through three prices', () => {
  const LEVELS = [6001.5, 6002.75, 6003.5];

  function swept(direction: 1 | -1, sizes: readonly [number, number, number]) {
    const market = new HandMarket(WALL, 6003.25, 40);
    const best = direction === 1 ? 6003.25 : WALL;
    const prints = sizes
      .map((size, level) => [best + direction * level * 0.25, size] as const)
      .filter(([, size]) => size > 0);
    market.trade(5.1, direction, prints);
    return snapshotsOf(configWith(LEVELS), market.rowsUntil(70), 70);
  }

  it('is seen with direction and notional from the next tick on, for 60 s, where it printed', () => {
    const snapshots = swept(1, [40, 40, 10]);
    const above = ticksOf(snapshots, 'HOTZONE_6003.5');
    expectEveryTick(above, 70);
    for (const { at, row } of above) {
      const isSeen = at >= 5.25 && at <= 65;
      expect(row.tape_sweep_detected, `${at} s`).toBe(at < 5.25 ? null : isSeen);
      expect(row.tape_sweep_direction, `${at} s`).toBe(isSeen ? 'UP' : null);
      // (40 · 6003.25 + 40 · 6003.50 + 10 · 6003.75) · 50
      expect(row.tape_sweep_notional, `${at} s`).toBe(isSeen ? 27_015_375 : 0);
    }
    expect(above[21].row.break_score_raw).toBe(60);

    // Its first print is 0.50 above this support, whose break it is not.
    const below = ticksOf(snapshots, 'HOTZONE_6002.75');
    expect(below[21].row.tape_sweep_direction).toBe('UP');
    expect(below[21].row.break_score_raw).toBe(40);
    expect(ticksOf(snapshots, 'HOTZONE_6001.5')[21].row.tape_sweep_detected).toBe(false);
  });

  it('goes DOWN when it is sold', () => {
    const [tick] = ticksOf(swept(-1, [40, 40, 10]), 'HOTZONE_6002.75').slice(21);
    expect(tick.row.tape_sweep_direction).toBe('DOWN');
    // (40 · 6003.00 + 40 · 6002.75 + 10 · 6002.50) · 50
    expect(tick.row.tape_sweep_notional).toBe(27_012_750);
    expect(tick.row.break_score_raw).toBe(60);
  });

  it('is none for less than 10,000,000 $, nor at one price', () => {
    const seen = (sizes: readonly [number, number, number]) =>
      ticksOf(swept(1, sizes), 'HOTZONE_6003.5').some(({ row }) => row.tape_sweep_detected);
    expect(seen([31, 1, 1])).toBe(false);
    expect(seen([32, 1, 1])).toBe(true);
    expect(seen([40, 0, 0])).toBe(false);
  });
});

/** What follows from the words of the design, and is not what one would say of the wall alone. */
describe('what happens around a wall', () => {
  it('hides that 500 contracts are pulled, where half as many are added in the zone', () => {
    const market = new HandMarket(WALL, 6003.25, 40);
    market.set(0, 'bid', [WALL, 540]);
    market.set(5, 'bid', [6002.5, 300]);
    market.set(10, 'bid', [WALL, 40]);
    const ticks = told(market, 20);
    // 260 ÷ 500 is not below 0.3, and nothing was filled.
    expect(ticks[80].row).toMatchObject({ barrier_added: 260, barrier_canceled: 500 });
    expect(storyOf(ticks).slice(-1)).toEqual([[10, 'SUPPORT', 'NEUTRAL', 'NEUTRAL']]);
  });

  it('makes a wall CONSUMED that is refilled with every order, once 110 before it are gone', () => {
    const market = new HandMarket(6003.25, 6003.5, 110);
    market.set(0, 'bid', [WALL, 540]);
    market.set(5, 'bid', [6003.25, 0]);
    for (let order = 0; order < 10; order += 1) {
      market.trade(10.1 + order * 0.2, -1, [[WALL, 50]], [[WALL, 50]]);
    }
    const ticks = told(market, 20);
    // 500 added, 110 canceled, 500 filled: R is 0.82, which CONSUMED does not ask for.
    expect(ticks[80].row).toMatchObject({
      barrier_added: 500,
      barrier_canceled: 110,
      barrier_filled: 500,
      barrier_state: 'CONSUMED',
    });
    expect(storyOf(ticks)).toEqual([
      [0, 'SUPPORT', 'NEUTRAL', 'NEUTRAL'],
      [5, 'SUPPORT', 'VACUUM', 'NEUTRAL'],
      // 50 added, 160 gone: R is 0.31, and less was filled than canceled.
      [10.25, 'SUPPORT', 'NEUTRAL', 'NEUTRAL'],
      // 150 filled are more than 110.
      [10.5, 'SUPPORT', 'CONSUMED', 'NEUTRAL'],
    ]);
  });
});
