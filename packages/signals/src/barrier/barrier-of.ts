import type { LevelParameters } from '../config/level-parameters.js';
import type { ZoneFlows } from '../book/zone-flows.js';
import type { Barrier, BarrierState } from './barrier-state.js';

/** Where no book tells anything: NEUTRAL, and sure of nothing. */
export const UNKNOWN_BARRIER: Barrier = {
  state: 'NEUTRAL',
  deltaLiq: null,
  replenishmentRatio: null,
  added: null,
  canceled: null,
  filled: null,
  confidence: 0,
};

/**
 * What the flows of a level's zone say of its defence (docs/signals/barrier.md).
 *
 * @param weakDepth the 20th percentile of this zone's depth over its trailing window; null while
 *   there are too few samples, which makes no level WEAK
 */
export function barrierOf(
  zone: ZoneFlows,
  weakDepth: number | null,
  { confidenceContracts }: Pick<LevelParameters, 'confidenceContracts'>,
): Barrier {
  if (zone.isUnknown) {
    return UNKNOWN_BARRIER;
  }
  const { added, canceled, filled } = zone;
  const left = canceled + filled;
  return {
    state: stateOf(zone, weakDepth),
    deltaLiq: added - left,
    replenishmentRatio: left === 0 ? null : added / left,
    added,
    canceled,
    filled,
    confidence: Math.min(1, (added + left) / confidenceContracts),
  };
}

/** The first state that fits. */
function stateOf(
  { added, canceled, filled, depth }: ZoneFlows,
  weakDepth: number | null,
): BarrierState {
  const left = canceled + filled;
  const delta = added - left;
  // Nothing left: however little was added, it is infinitely more.
  const ratio = left === 0 ? Number.POSITIVE_INFINITY : added / left;
  if (ratio < 0.3 && delta < -100 && canceled >= filled) {
    return 'VACUUM';
  }
  if (ratio > 1.5 && delta > 100) {
    return 'WALL';
  }
  if (delta < -100 && filled > canceled) {
    return 'CONSUMED';
  }
  if (delta > 0 && ratio > 1) {
    return 'ABSORPTION';
  }
  if (weakDepth !== null && depth < weakDepth) {
    return 'WEAK';
  }
  if (Math.abs(delta) < 50 && added + left > 100) {
    return 'ABSORPTION';
  }
  return 'NEUTRAL';
}
