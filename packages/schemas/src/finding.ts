/** How bad a finding is; a later one is worse. */
export const FINDING_SEVERITIES = ['ok', 'advice', 'warning', 'danger'] as const;

export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** One thing that was looked at in a deployment, and what to do about it. */
export interface Finding {
  /**
   * `ok`: as it should be. `advice`: could be better. `warning`: may lose events, or time, when
   * something else fails. `danger`: loses events, or does not work.
   */
  readonly severity: FindingSeverity;
  /** What was looked at: `stream MARKET_FUTURES: storage`. */
  readonly what: string;
  readonly was: string;
  readonly expected: string;
  /** What to change, as a command or a setting; undefined when all is well. */
  readonly change?: string;
}
