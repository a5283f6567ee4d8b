import { normal, type RandomState } from './random.js';

/** What the future is worth, which nobody sees: the order flow pulls the book after it. JSON-safe. */
export interface FairPrice {
  /** In ticks, not rounded. */
  ticks: number;
  atNs: number;
}

/** One tick of ES, in index points. */
export const TICK_POINTS = 0.25;

const SECONDS_A_YEAR = 252 * 23_400;
/** The price comes back to where it started: by half in two days, so that a demo never drifts off. */
const REVERSION_PER_SECOND = 0.6931 / 172_800;

/** Standard deviation of the price over one second of mean activity, in ticks. */
export function ticksPerRootSecond(startTicks: number, annualVolatility: number): number {
  return (startTicks * annualVolatility) / Math.sqrt(SECONDS_A_YEAR);
}

/** How the price moves. */
export interface FairPriceLaw {
  readonly startTicks: number;
  readonly ticksPerRootSecond: number;
  /** Factor of the variance: activity, time of day and spell. */
  readonly variance: number;
  /** Ticks per second: trends, and what the planted effects push. */
  readonly drift: number;
}

/** Moves the price on to `nowNs`: a diffusion with drift that comes back in the long run. */
export function advanceFairPrice(
  fair: FairPrice,
  law: FairPriceLaw,
  nowNs: number,
  random: RandomState,
): void {
  const seconds = (nowNs - fair.atNs) / 1e9;
  const deviation = law.ticksPerRootSecond * Math.sqrt(seconds * law.variance);
  const reversion = (law.startTicks - fair.ticks) * REVERSION_PER_SECOND * seconds;
  fair.ticks += reversion + law.drift * seconds + deviation * normal(random);
  fair.atNs = nowNs;
}
