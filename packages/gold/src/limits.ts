/** When rows that wait are stored: at the first limit reached. */
export interface GoldLimits {
  /** `GOLD_MAX_EVENTS`. */
  readonly maxEvents: number;
  /** Age of the oldest that waits; `GOLD_MAX_SECONDS`. */
  readonly maxSeconds: number;
}

export const DEFAULT_GOLD_LIMITS: GoldLimits = { maxEvents: 500, maxSeconds: 10 };
