/** Kinds of levels, as rows name them. */
export const LEVEL_KINDS = [
  'PM_HIGH',
  'PM_LOW',
  'OR_HIGH',
  'OR_LOW',
  'SESSION_HIGH',
  'SESSION_LOW',
  'VWAP',
  'SMA_200',
  'SMA_400',
  'ROUND',
  'STRIKE',
  'CALL_WALL',
  'PUT_WALL',
  'GAMMA_FLIP',
  'USER_HOTZONE',
] as const;

export type LevelKind = (typeof LEVEL_KINDS)[number];

/** A price that the market may react to. */
export interface Level {
  /** `STRIKE_600.5`, `ROUND_600`, `HOTZONE_601.25`; a kind of which there is one is its own id. */
  readonly id: string;
  readonly kind: LevelKind;
  /** Whole nano-units of the underlying's price (price · 1e9). */
  readonly nanos: number;
  /** A range that is not complete (PM before 09:30, OR before 09:45): its final price is not known. */
  readonly isRunning: boolean;
  /**
   * An extreme that the last eligible print has made. That print does not touch it, or every new high would be
   * rejected at its own price: it is touched once another one comes.
   */
  readonly isNew: boolean;
}

/** Where the level stands to spot: SUPPORT below it (a break goes down), RESISTANCE at or above (up). */
export type Direction = 'SUPPORT' | 'RESISTANCE';

/** The direction of a level: spot > level is SUPPORT. */
export function directionOf(levelNanos: number, spotNanos: number): Direction {
  return spotNanos > levelNanos ? 'SUPPORT' : 'RESISTANCE';
}
