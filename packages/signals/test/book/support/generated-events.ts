import fc from 'fast-check';
import { book, print, tick, type BookEvent, type Levels } from './book-events.js';

/** Instants are multiples of an eighth of the grid, so that events tie with each other and with ticks. */
export const STEP_NS = 31_250_000;
export const GRID_NS = 8 * STEP_NS;

const step = fc.record({
  /** What happens: mostly changes and prints, now and then what no market should do. */
  act: fc.integer({ min: 0, max: 23 }),
  wait: fc.integer({ min: 0, max: 40 }),
  side: fc.constantFrom<1 | -1>(1, -1),
  away: fc.integer({ min: 0, max: 6 }),
  size: fc.integer({ min: 0, max: 9 }),
});

type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/**
 * A market that adds, cancels, trades and moves, seen through a window of a few levels, with all
 * that goes wrong: holes, zero sizes, crossed, empty and unordered books, snapshots, silences, time
 * going back. Ticks come whenever the grid passes.
 */
export const bookEvents: fc.Arbitrary<BookEvent[]> = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }),
  )
  .map(([depth, steps]) => playedOut(depth, steps));

function playedOut(firstDepth: number, steps: readonly Step[]): BookEvent[] {
  const events: BookEvent[] = [];
  /** Sizes by price: bids at 100 and below, asks above, at first. */
  const standing = {
    bids: new Map<number, number>(),
    asks: new Map<number, number>(),
  };
  for (let away = 0; away < 6; away += 1) {
    standing.bids.set(100 - away, 5);
    standing.asks.set(101 + away, 5);
  }
  let depth = firstDepth;
  let now = 0;
  let nextTick = GRID_NS;
  const show = (isSnapshot = false) =>
    book(now, shown(standing.bids, -1, depth), shown(standing.asks, 1, depth), {
      depth,
      isSnapshot,
    });
  for (const { act, wait, side, away, size } of steps) {
    // Waits are short but for a few, which are silences.
    now += (wait < 20 ? 0 : wait < 37 ? wait - 19 : 60) * STEP_NS;
    while (nextTick < now) {
      events.push(tick(nextTick));
      nextTick += GRID_NS;
    }
    const defending = side === 1 ? standing.asks : standing.bids;
    const best = bestOf(defending, side);
    const price = best + side * away;
    if (act < 7) {
      set(defending, price, (defending.get(price) ?? 0) + size);
      events.push(show());
    } else if (act < 11) {
      set(defending, price, Math.max(0, (defending.get(price) ?? 0) - size));
      events.push(show());
    } else if (act < 17) {
      const taken = Math.min(size, defending.get(best) ?? 0);
      set(defending, best, (defending.get(best) ?? 0) - taken + (away === 6 ? 3 : 0));
      const row = print(now, best, size + 1, side);
      // A row of the print itself, whose book has not changed yet; late or early with the print.
      events.push(...(away < 2 ? [row, show()] : away < 4 ? [show(), row] : [row]));
    } else if (act === 17) {
      events.push(print(now, price - 2, size + 1, away === 0 ? 0 : side));
    } else {
      events.push(...oddity(act, { now, away, size, show, depth }));
      depth = act === 23 ? 1 + (size % 5) : depth;
    }
  }
  while (nextTick <= now + GRID_NS) {
    events.push(tick(nextTick));
    nextTick += GRID_NS;
  }
  return events;
}

interface Scene {
  readonly now: number;
  readonly away: number;
  readonly size: number;
  readonly depth: number;
  readonly show: (isSnapshot?: boolean) => BookEvent;
}

function oddity(act: number, { now, away, size, show, depth }: Scene): BookEvent[] {
  switch (act) {
    case 18:
      return [show(true)];
    case 19:
      return [book(now, [[103, size]], [[100 + away, 2]], { depth })];
    case 20:
      return [book(now, [], away < 3 ? [] : [[101, size]], { depth })];
    case 21:
      return [book(now, `98:1 99:${size}`, '101:-1', { depth: 4 })];
    case 22:
      return [book(now, `100:0 - 98:${size}`, '101:0 104:2', { depth: 3 })];
    default:
      return [book(now - STEP_NS, [[90, 1]], []), print(now - STEP_NS, 100, 7, -1)];
  }
}

function set(side: Map<number, number>, price: number, size: number): void {
  if (size > 0) {
    side.set(price, size);
  } else {
    side.delete(price);
  }
}

function bestOf(side: ReadonlyMap<number, number>, away: 1 | -1): number {
  const prices = [...side.keys()];
  if (prices.length === 0) return away === 1 ? 101 : 100;
  return away === 1 ? Math.min(...prices) : Math.max(...prices);
}

function shown(side: ReadonlyMap<number, number>, away: 1 | -1, depth: number): Levels {
  return [...side].sort(([a], [b]) => (a - b) * away).slice(0, depth);
}
