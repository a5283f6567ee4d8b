import type { BarrierState } from '../barrier/barrier-state.js';
import type { FuelEffect } from '../fuel/fuel.js';

/** S_L: how little liquidity defends the level. */
const LIQUIDITY_SCORES: Readonly<Record<BarrierState, number>> = {
  VACUUM: 100,
  WEAK: 75,
  CONSUMED: 60,
  NEUTRAL: 50,
  WALL: 0,
  ABSORPTION: 0,
};

/** S_H: what the hedging of dealers does to a move through the level. */
const HEDGING_SCORES: Readonly<Record<FuelEffect, number>> = {
  AMPLIFY: 100,
  NEUTRAL: 50,
  DAMPEN: 0,
};

/**
 * `break_score_raw`, 0 to 100: clamp(0.45 · S_L + 0.35 · S_H + 0.20 · S_T, 0, 100). The weights are whole hundredths, so
 * that a score that is whole comes out whole: VACUUM with AMPLIFY and no tape is 80, not a bit above it.
 */
export function breakScore(barrier: BarrierState, effect: FuelEffect, tapeScore: number): number {
  const hundredfold = 45 * LIQUIDITY_SCORES[barrier] + 35 * HEDGING_SCORES[effect] + 20 * tapeScore;
  return Math.min(100, Math.max(0, hundredfold / 100));
}
