import { exp, ln } from './elementary.js';

/** A moment of the day as the markets see it. */
export type Phase = 'closed' | 'overnight' | 'premarket' | 'regular' | 'after';

/** How busy each kind of feed is, of its mean in regular hours; 0 while it is closed. */
export interface Tempo {
  phase: Phase;
  futures: number;
  stocks: number;
  options: number;
  /** Variance of the price over time, of its mean in regular hours. */
  variance: number;
}

const OPEN_BURST = 2;
const OPEN_FADES = 0.06;
const CLOSE_BURST = 2.2;
const CLOSE_RISES = 0.05;
const MIDDAY = 1 - OPEN_BURST * OPEN_FADES - CLOSE_BURST * CLOSE_RISES;

/** The U of a regular session: busy at the open, busier at the close; `progress` 0…1; mean 1. */
export function regularShape(progress: number): number {
  return (
    MIDDAY +
    OPEN_BURST * exp(-progress / OPEN_FADES) +
    CLOSE_BURST * exp((progress - 1) / CLOSE_RISES)
  );
}

/** Hours before the regular open, and how busy futures are then: Asia, Europe, New York. */
const BEFORE_OPEN: readonly (readonly [number, number])[] = [
  [-15.5, 0.1],
  [-14.5, 0.05],
  [-12, 0.05],
  [-8, 0.04],
  [-6.5, 0.16],
  [-4, 0.13],
  [-1.5, 0.18],
  [-0.9, 0.38],
  [0, 0.4],
];

/** How busy futures are before the regular open. */
export function overnightShape(hoursBeforeOpen: number): number {
  const at = -hoursBeforeOpen;
  let [lastHour, lastLevel] = BEFORE_OPEN[0];
  for (const [hour, level] of BEFORE_OPEN) {
    if (at < hour) {
      const part = hour === lastHour ? 0 : Math.max(0, (at - lastHour) / (hour - lastHour));
      return lastLevel + part * (level - lastLevel);
    }
    [lastHour, lastLevel] = [hour, level];
  }
  return lastLevel;
}

/** How busy futures are after the regular close, by hours since. */
export function afterShape(hoursSinceClose: number): number {
  return 0.05 + 0.5 * exp(-hoursSinceClose / 0.15);
}

/** Stocks trade outside regular hours with a share of what futures do then. */
export const STOCKS_OUTSIDE = 0.35;

/** The variance of an hour with a given volume: it falls less than the volume does. */
export function varianceOf(level: number): number {
  return level <= 0 ? 0 : exp(0.65 * ln(level));
}
