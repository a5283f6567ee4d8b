import type { LevelSignal } from '@assay/schemas';
import type { LevelSnapshot } from '@assay/signals';
import { EVENING_START_NS } from './es-evening.js';

/** A stretch of ticks on which something of a level stayed the same; seconds since 18:00. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly what: string;
  readonly price: number;
}

/** Ticks are a quarter of a second apart: a level without a row on one of them was out of reach. */
const GAP_SECONDS = 0.3;

export function secondsOf(tsNs: bigint): number {
  return Number(tsNs - EVENING_START_NS) / 1e9;
}

/** The rows of each level, by time. */
export function rowsByLevel(
  snapshots: readonly LevelSnapshot[],
): ReadonlyMap<string, readonly LevelSignal[]> {
  const found = new Map<string, LevelSignal[]>();
  for (const row of snapshots.flatMap(({ rows }) => rows)) {
    const own = found.get(row.level_id) ?? [];
    found.set(row.level_id, own);
    own.push(row);
  }
  return found;
}

/**
 * Cuts rows of one level where what they say changes, or where the level was out of reach.
 *
 * @param step a price that moves by less than this stays the same
 */
export function stretches(
  rows: readonly LevelSignal[],
  whatOf: (row: LevelSignal) => string,
  step: number,
): Stretch[] {
  const found: Stretch[] = [];
  let open: { from: number; to: number; what: string; price: number } | undefined;
  for (const row of rows) {
    const at = secondsOf(row.ts_event_ns);
    const what = whatOf(row);
    const isOn = open !== undefined && at - open.to < GAP_SECONDS;
    if (open !== undefined && isOn) {
      open.to = at;
    }
    if (
      open === undefined ||
      !isOn ||
      open.what !== what ||
      Math.abs(row.level_price - open.price) >= step
    ) {
      open = { from: at, to: at, what, price: row.level_price };
      found.push(open);
    }
  }
  return found;
}

/** A sweep as the rows tell of it: a direction and notional that none told of before it. */
export interface SweepSight {
  readonly at: number;
  readonly direction: string;
  readonly notional: number;
  readonly spot: number;
}

export function sweepSights(snapshots: readonly LevelSnapshot[]): SweepSight[] {
  const seen = new Set<string>();
  const found: SweepSight[] = [];
  for (const row of snapshots.flatMap(({ rows }) => rows)) {
    const { tape_sweep_direction: direction, tape_sweep_notional: notional, spot } = row;
    if (direction !== null && !seen.has(`${direction} ${notional}`)) {
      seen.add(`${direction} ${notional}`);
      found.push({ at: secondsOf(row.ts_event_ns), direction, notional, spot });
    }
  }
  return found;
}
