import type { Direction } from '../levels/level.js';
import type { Move } from '../tape/sweep-finder.js';

/** What the tape says of one level; null where there is no tape. */
export interface TapeReading {
  /** Of the latest sweep at the level; null without one. */
  readonly sweepDirection: Move | null;
  /** Units of the underlying a second. */
  readonly velocity: number | null;
  /** −1 to 1. */
  readonly imbalance: number | null;
}

/** Where price goes when it breaks the level: through a support down, through a resistance up. */
export function breakMove(direction: Direction): Move {
  return direction === 'SUPPORT' ? 'DOWN' : 'UP';
}

/**
 * S_T, 0 to 100: 100 on a sweep in the direction of the break, else half of the scale for velocity and imbalance,
 * each of which counts only where it agrees with the break:
 * min(50, 25 · min(1, |v| / velocityScale) · [agrees] + 25 · |I| · [agrees]).
 */
export function tapeScore(reading: TapeReading, direction: Direction, velocityScale: number) {
  const move = breakMove(direction);
  if (reading.sweepDirection === move) {
    return 100;
  }
  const sign = move === 'UP' ? 1 : -1;
  const velocity = Math.max(0, sign * (reading.velocity ?? 0));
  const imbalance = Math.max(0, sign * (reading.imbalance ?? 0));
  return Math.min(50, 25 * Math.min(1, velocity / velocityScale) + 25 * imbalance);
}
