import { describe, expect, it } from 'vitest';
import type { Aggressor } from '../../src/tape/aggressor-rule.js';
import { SweepFinder, type Sweep } from '../../src/tape/sweep-finder.js';

/** ES: a quarter of a point a tick, 50 dollars a point. */
const RULE = {
  gapNs: 100_000_000,
  windowNs: 60_000_000_000,
  notional: 10_000_000,
  dollarsPerTick: 12.5,
};

/** `[ms, ticks, size, side]`. */
type Print = [number, number, number, Aggressor];

function finderOf(prints: readonly Print[]): SweepFinder {
  const finder = new SweepFinder(RULE);
  for (const [ms, ticks, size, side] of prints) {
    finder.print(ms * 1e6, ticks, size, side);
  }
  return finder;
}

function sweepAt(prints: readonly Print[], low = 0, high = 1e6): Sweep | undefined {
  const finder = finderOf(prints);
  finder.advanceTo(prints[prints.length - 1][0] * 1e6);
  return finder.latest(low, high);
}

/** docs/signals/tape-and-score.md: 45 contracts over two prices within 140 ms. */
const UP: Print[] = [
  [0, 21_000, 20, 1],
  [40, 21_000, 15, 1],
  [140, 21_001, 10, 1],
];

describe('SweepFinder', () => {
  it('sees one side take two prices for the money of a sweep', () => {
    expect(sweepAt(UP)).toEqual({ direction: 'UP', notional: 11_812_625 });
  });

  it('sees sellers sweep down', () => {
    const down = UP.map(([ms, ticks, size]): Print => [ms, 42_000 - ticks, size, -1]);
    expect(sweepAt(down)).toEqual({ direction: 'DOWN', notional: 11_812_375 });
  });

  it.each<[string, Print[]]>([
    // What the seeds' system took for sweeps: clusters in time, whatever their prices.
    ['at one price', UP.map(([ms, , size, side]): Print => [ms, 21_000, 10 * size, side])],
    ['whose price goes back', [UP[0], UP[2], [150, 21_000, 20, 1]]],
    ['whose last price goes back', [UP[0], UP[1], [140, 20_999, 10, 1]]],
    ['of buyers at falling prices', UP.map(([ms, t, s]): Print => [ms, 42_000 - t, s, 1])],
    ['of a single print', [[0, 21_000, 500, 1]]],
    ['of both sides', [UP[0], [40, 21_000, 15, -1], UP[2]]],
    ['with a print of unknown side in it', [UP[0], [20, 21_000, 1, 0], UP[1], UP[2]]],
    ['with a gap of more than 100 ms', [UP[0], UP[1], [141, 21_001, 10, 1]]],
    ['for less money', UP.map(([ms, t, size, side]): Print => [ms, t, size - 5, side])],
  ])('takes no cluster %s', (_, prints) => {
    expect(sweepAt(prints)).toBeUndefined();
  });

  it('counts a run that is not over with what it has so far', () => {
    expect(sweepAt(UP.slice(0, 2))).toBeUndefined();
    expect(sweepAt([...UP, [200, 21_003, 10, 1]])?.notional).toBe(11_812_625 + 2_625_375);
  });

  it('begins the next run with the print that ends one', () => {
    const next: Print[] = [
      [150, 21_000, 30, 1],
      [160, 21_002, 10, 1],
    ];
    expect(sweepAt([...UP, ...next])?.notional).toBe((21_000 * 30 + 21_002 * 10) * 12.5);
  });

  it('is seen by a level that has one of its prints, not by one that it jumped over', () => {
    const jump: Print[] = [
      [0, 21_000, 30, 1],
      [10, 21_004, 30, 1],
    ];
    expect(sweepAt(jump, 20_990, 21_000)).toBeDefined();
    expect(sweepAt(jump, 21_004, 21_004)).toBeDefined();
    expect(sweepAt(jump, 21_001, 21_003)).toBeUndefined();
  });

  it('gives the latest that the level sees', () => {
    const down: Print[] = [
      [1_000, 21_100, 30, -1],
      [1_010, 21_099, 30, -1],
    ];
    expect(sweepAt([...UP, ...down])?.direction).toBe('DOWN');
    expect(sweepAt([...UP, ...down], 20_990, 21_010)?.direction).toBe('UP');
  });

  it.each<[string, Print[]]>([
    ['a run that is not over', UP],
    ['one that has ended', [...UP, [150, 21_001, 1, -1]]],
  ])('is over when its last print leaves the window: %s', (_, prints) => {
    const finder = finderOf(prints);
    finder.advanceTo(60_140e6 - 1);
    expect(finder.latest(21_000, 21_000)).toBeDefined();
    finder.advanceTo(60_140e6);
    expect(finder.latest(21_000, 21_000)).toBeUndefined();
  });
});
