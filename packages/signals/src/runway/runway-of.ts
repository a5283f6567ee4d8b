import type { Direction, Level, LevelKind } from '../levels/level.js';

/** How far the price can run once a level breaks. */
export interface Runway {
  /** Where a break goes. */
  readonly direction: 'UP' | 'DOWN';
  /** The nearest level beyond; null when there is none among those evaluated. */
  readonly next: Level | null;
  /** From the level to the next one, nano-units, above 0; null when there is none, never Infinity. */
  readonly distanceNanos: number | null;
  /** OBSTRUCTED: the next level is a strong kind, nearer than half the trailing range. */
  readonly quality: 'CLEAR' | 'OBSTRUCTED';
}

/** Kinds that stop a move: walls, extremes of the session, VWAP and the gamma flip. */
const STRONG: ReadonlySet<LevelKind> = new Set<LevelKind>([
  'CALL_WALL',
  'PUT_WALL',
  'SESSION_HIGH',
  'SESSION_LOW',
  'VWAP',
  'GAMMA_FLIP',
]);

/**
 * The runway of a level: a break of SUPPORT goes down, of RESISTANCE up. Of levels at one price the strong one is
 * next, then the one whose id comes first.
 *
 * @param levels those evaluated at the tick, by id
 * @param trailingRangeNanos highest less lowest print of the last 30 minutes; null without prints, which
 * obstructs nothing: how far the price moves is not known then
 */
export function runwayOf(
  level: Level,
  direction: Direction,
  levels: readonly Level[],
  trailingRangeNanos: number | null,
): Runway {
  const sign = direction === 'RESISTANCE' ? 1 : -1;
  let next: Level | null = null;
  let distanceNanos: number | null = null;
  for (const other of levels) {
    const beyond = sign * (other.nanos - level.nanos);
    if (beyond <= 0) {
      continue;
    }
    const isNearer = distanceNanos === null || beyond < distanceNanos;
    const isStronger =
      beyond === distanceNanos && next !== null && isStrong(other) && !isStrong(next);
    if (isNearer || isStronger) {
      next = other;
      distanceNanos = beyond;
    }
  }
  const isObstructed =
    next !== null &&
    distanceNanos !== null &&
    trailingRangeNanos !== null &&
    isStrong(next) &&
    2 * distanceNanos < trailingRangeNanos;
  return {
    direction: sign === 1 ? 'UP' : 'DOWN',
    next,
    distanceNanos,
    quality: isObstructed ? 'OBSTRUCTED' : 'CLEAR',
  };
}

function isStrong(level: Level): boolean {
  return STRONG.has(level.kind);
}
