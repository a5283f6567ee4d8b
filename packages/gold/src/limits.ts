/** When rows that wait are stored: at the first limit reached. */
export interface GoldLimits {
  /** `GOLD_MAX_EVENTS`. */
  readonly maxEvents: number;
  /** Age of the oldest that waits; `GOLD_MAX_SECONDS`. */
  readonly maxSeconds: number;
}

export const DEFAULT_GOLD_LIMITS: GoldLimits = { maxEvents: 500, maxSeconds: 10 };

/**
 * Why it is time to store what waits; undefined while it is not.
 *
 * @param waiting rows that wait
 * @param ageMs how long the first of them has waited
 */
export function dueReason(
  { maxEvents, maxSeconds }: GoldLimits,
  waiting: number,
  ageMs: number,
): 'events' | 'age' | undefined {
  if (waiting >= maxEvents) {
    return 'events';
  }
  return waiting > 0 && ageMs >= maxSeconds * 1_000 ? 'age' : undefined;
}
