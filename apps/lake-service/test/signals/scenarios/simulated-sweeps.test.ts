import { describe, expect, it } from 'vitest';
import { shareText, type Share } from './support/confusion.js';
import { expectPublished, HAS_FIGURES } from './support/published.js';
import { configWith, snapshotsOf } from './support/scenario-engine.js';
import { simulatedFutures } from './support/simulated-futures.js';
import {
  foundOf,
  joinedOrders,
  ordersOf,
  plantedSweeps,
  rightOf,
  sightingsOf,
  type TrueSweep,
} from './support/sweeps.js';

const THRESHOLD = 10_000_000;
/** A level on every point: each price is within 0.50 of one. */
const POINTS = Array.from({ length: 400 }, (_, index) => 6_650 + index);

interface SweepFigures {
  readonly found: Share;
  readonly tooSmall: number;
  readonly right: Share;
  readonly rightOfAll: Share;
  readonly rightOfJoined: Share;
}

function figuresOf(rate: number, seed: number, seconds: number): SweepFigures {
  const { truth, ...rows } = simulatedFutures({ seed, rate, sweepsPerHour: 120 }, seconds);
  const config = configWith(POINTS, { evaluatedBand: 5, roundBand: 0.01 });
  const sightings = sightingsOf(snapshotsOf(config, rows, seconds));
  const orders = ordersOf(rows.trades);
  const planted = plantedSweeps(orders, truth).filter(({ prices }) => prices >= 2);
  const large = planted.filter(({ notional }) => notional >= THRESHOLD);
  const isLarge = ({ prices, notional }: TrueSweep) => prices >= 2 && notional >= THRESHOLD;
  return {
    found: foundOf(large, sightings),
    tooSmall: planted.length - large.length,
    right: rightOf(planted, sightings),
    rightOfAll: rightOf(orders.filter(isLarge), sightings),
    rightOfJoined: rightOf(joinedOrders(rows.trades).filter(isLarge), sightings),
  };
}

function sumOf(shares: readonly Share[]): Share {
  return shares.reduce((sum, { hits, of }) => ({ hits: sum.hits + hits, of: sum.of + of }));
}

describe('sweeps of the simulator', () => {
  it.skipIf(!HAS_FIGURES)(
    'have the figures that are published [long]',
    () => {
      expectPublished(
        [0.05, 0.2, 1].map((rate) => {
          const hours = rate === 1 ? 0.25 : 1;
          const runs = [1, 2, 3, 4, 5].map((seed) => figuresOf(rate, seed, hours * 3_600));
          const tooSmall = runs.reduce((sum, run) => sum + run.tooSmall, 0);
          const texts = (['found', 'right', 'rightOfAll', 'rightOfJoined'] as const).map((name) =>
            shareText(sumOf(runs.map((run) => run[name]))),
          );
          return [rate, `5 × ${hours} h`, ...texts, tooSmall];
        }),
      );
    },
    3_600_000,
  );

  it('are all found, with their direction, at the first tick after them', () => {
    const { found, right, rightOfJoined } = figuresOf(0.1, 1, 600);
    expect(found.of).toBeGreaterThan(5);
    expect(found.hits).toBe(found.of);
    expect(right.hits / right.of).toBeGreaterThan(0.5);
    expect(rightOfJoined.hits).toBe(rightOfJoined.of);
  });
});
