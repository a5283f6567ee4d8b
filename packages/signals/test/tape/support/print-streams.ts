import fc from 'fast-check';
import type { Aggressor } from '../../../src/tape/aggressor-rule.js';

/** One print of a generated tape. */
export interface Print {
  readonly atNs: number;
  readonly ticks: number;
  readonly size: number;
  readonly side: Aggressor;
}

const GRID_NS = 250_000_000;
const IS_LONG = process.env.ASSAY_LONG === '1';
export const RUNS = IS_LONG ? 3_000 : 100;
export const TIMEOUT_MS = IS_LONG ? 600_000 : 30_000;

/** Same instants, gaps on both sides of 100 ms and of the windows, long silences. */
const gapNs = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 99_999_999, 100_000_000, 100_000_001) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 400_000_000 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(2_999_999_999, 3_000_000_000, 59_999_999_999, 60_000_000_000),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000_000_000 }) },
);

/** Bursts of one side that mostly go its way, between prints of any side and price. */
const burst = fc.record({
  side: fc.constantFrom<Aggressor>(1, -1, 0),
  steps: fc.array(
    fc.record({
      gapNs: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 100_000_000 }) }, gapNs),
      up: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 2 }) }, fc.constant(-1)),
      size: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(2_147_483_647)),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

/** Tapes in total order, whose first print comes some seconds into the session. */
export const tapes: fc.Arbitrary<Print[]> = fc.array(burst, { maxLength: 30 }).map((bursts) => {
  const prints: Print[] = [];
  let atNs = 80_000_000_000_000;
  let ticks = 21_000;
  for (const { side, steps } of bursts) {
    for (const { gapNs: gap, up, size } of steps) {
      atNs += gap;
      ticks += up * (side === 0 ? 1 : side);
      prints.push({ atNs, ticks, size, side });
    }
  }
  return prints;
});

/**
 * Some instants of the grid at or after each print, each with the number of prints up to it: what an engine's ticks see.
 */
export function ticksOf(prints: readonly Print[]): { tNs: number; seen: number }[] {
  const ticks = new Map<number, number>();
  prints.forEach(({ atNs }, index) => {
    const nextNs = prints[index + 1]?.atNs ?? Infinity;
    const firstNs = Math.ceil(atNs / GRID_NS) * GRID_NS;
    for (const afterNs of [0, GRID_NS, 3_000_000_000, 60_000_000_000]) {
      if (firstNs + afterNs < nextNs) {
        ticks.set(firstNs + afterNs, index + 1);
      }
    }
  });
  return [...ticks].map(([tNs, seen]) => ({ tNs, seen }));
}
