import { exp } from './elementary.js';
import { normal, type RandomState } from './random.js';

/** How lively the market is, shared by all parts; JSON-safe. */
export interface Activity {
  /** Logarithm of the unscaled level: an Ornstein–Uhlenbeck process around 0. */
  log: number;
}

const SIGMA = 0.35;
const SECONDS_TO_FORGET = 600;

/** Moves the activity on by one second. */
export function advanceActivity(activity: Activity, random: RandomState): void {
  const step = SIGMA * Math.sqrt(2 / SECONDS_TO_FORGET) * normal(random);
  activity.log += -activity.log / SECONDS_TO_FORGET + step;
}

/** The level: mean 1; scales rates and the variance of the price. */
export function activityLevel(activity: Activity): number {
  return exp(activity.log - (SIGMA * SIGMA) / 2);
}
