/** What a level's defence is doing, as rows name it. */
export const BARRIER_STATES = [
  'VACUUM',
  'WALL',
  'CONSUMED',
  'ABSORPTION',
  'WEAK',
  'NEUTRAL',
] as const;

export type BarrierState = (typeof BARRIER_STATES)[number];

/** The defence of one level at one tick. Contracts; all null where nothing is known. */
export interface Barrier {
  readonly state: BarrierState;
  /** added − canceled − filled. */
  readonly deltaLiq: number | null;
  /** added / (canceled + filled); null too where nothing left, which compares as +∞. */
  readonly replenishmentRatio: number | null;
  readonly added: number | null;
  readonly canceled: number | null;
  readonly filled: number | null;
  /** 0 to 1. */
  readonly confidence: number;
}
