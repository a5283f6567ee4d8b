import type { TruthRecord } from '@assay/feeds';
import type { AnyRow } from '@assay/schemas';
import type { LevelSnapshot } from '@assay/signals';
import type { Share } from './confusion.js';

const MULTIPLIER = 50;
const SEEN_NS = 60_000_000_000n;
const TICK_NS = 250_000_000n;
const GAP_NS = 100_000_000n;

/** One order through several prices. */
export interface TrueSweep {
  readonly atNs: bigint;
  readonly direction: 'UP' | 'DOWN';
  /** Prices that it printed at. */
  readonly prices: number;
  /** Dollars of its prints. */
  readonly notional: number;
}

/** Every order of a simulated tape: the prints of one instant, which no other order shares. */
export function ordersOf(trades: readonly AnyRow[]): TrueSweep[] {
  const orders: TrueSweep[] = [];
  for (const trade of trades) {
    const atNs = BigInt(trade.ts_event_ns ?? 0);
    const worth = Number(trade.price) * Number(trade.size) * MULTIPLIER;
    const before = orders.at(-1);
    if (before?.atNs === atNs) {
      const { direction, prices, notional } = before;
      orders[orders.length - 1] = {
        atNs,
        direction,
        prices: prices + 1,
        notional: notional + worth,
      };
    } else {
      const direction = trade.aggressor === 1 ? 'UP' : 'DOWN';
      orders.push({ atNs, direction, prices: 1, notional: worth });
    }
  }
  return orders;
}

/**
 * Orders of one side that follow each other within 100 ms and never go back in price, as one: what the design
 * calls a sweep, by its words. Told at its last order.
 */
export function joinedOrders(trades: readonly AnyRow[]): TrueSweep[] {
  const joined: (TrueSweep & { readonly last: number })[] = [];
  for (const trade of trades) {
    const atNs = BigInt(trade.ts_event_ns ?? 0);
    const price = Number(trade.price);
    const worth = price * Number(trade.size) * MULTIPLIER;
    const direction = trade.aggressor === 1 ? 'UP' : 'DOWN';
    const before = joined.at(-1);
    const step = before === undefined ? 0 : (price - before.last) * (direction === 'UP' ? 1 : -1);
    const goesOn = before?.direction === direction && step >= 0 && atNs - before.atNs <= GAP_NS;
    const prices = goesOn ? before.prices + (step > 0 ? 1 : 0) : 1;
    const notional = goesOn ? before.notional + worth : worth;
    joined.push({ atNs, direction, prices, notional, last: price });
  }
  return joined;
}

/** The orders that the truth calls sweeps. */
export function plantedSweeps(
  orders: readonly TrueSweep[],
  truth: readonly TruthRecord[],
): TrueSweep[] {
  const planted = new Set(
    truth.filter(({ kind }) => kind === 'sweep').map(({ tsEventNs }) => tsEventNs),
  );
  return orders.filter(({ atNs }) => planted.has(atNs));
}

/** A sweep that levels show at a tick, and did not show in the minute before. */
interface Sighting {
  readonly tickNs: bigint;
  readonly direction: string;
}

export function sightingsOf(snapshots: readonly LevelSnapshot[]): Sighting[] {
  const shownNs = new Map<string, bigint>();
  const sightings: Sighting[] = [];
  for (const { tsEventNs: tickNs, rows } of snapshots) {
    for (const { tape_sweep_direction: direction, tape_sweep_notional: notional } of rows) {
      if (direction === null) {
        continue;
      }
      const name = `${direction} ${notional}`;
      const before = shownNs.get(name);
      if (before === undefined || tickNs - before > SEEN_NS) {
        sightings.push({ tickNs, direction });
      }
      shownNs.set(name, tickNs);
    }
  }
  return sightings;
}

/** Of the sweeps, those with a sighting at the first tick at or after them. */
export function foundOf(sweeps: readonly TrueSweep[], sightings: readonly Sighting[]): Share {
  const seen = new Set(sightings.map(({ tickNs, direction }) => `${direction} ${tickNs}`));
  const hits = sweeps.filter(({ atNs, direction }) => {
    const tickNs = ((atNs + TICK_NS - 1n) / TICK_NS) * TICK_NS;
    return seen.has(`${direction} ${tickNs}`);
  });
  return { hits: hits.length, of: sweeps.length };
}

/** Of the sightings, those with a sweep in the two ticks before. */
export function rightOf(sweeps: readonly TrueSweep[], sightings: readonly Sighting[]): Share {
  const right = sightings.filter(({ tickNs, direction }) =>
    sweeps.some(
      (sweep) =>
        sweep.direction === direction && sweep.atNs > tickNs - 2n * TICK_NS && sweep.atNs <= tickNs,
    ),
  );
  return { hits: right.length, of: sightings.length };
}
