import { SilverError } from './errors.js';
import type { DayName, HourFailure, HourName, HourResult } from './hour-result.js';

/** What a signal left undone. */
export interface CompactionLeft {
  /** Hours of the dates that were begun; those that failed are not among them. */
  readonly hours: readonly HourName[];
  /** Dates of which nothing was done yet. */
  readonly days: readonly DayName[];
}

/**
 * Thrown when the caller's signal ended a call before all was done; `cause` is the signal's reason. The
 * same call goes on from there.
 */
export class CompactionStopped extends SilverError {
  readonly results: readonly HourResult[];
  readonly failures: readonly HourFailure[];
  readonly left: CompactionLeft;

  constructor(
    results: readonly HourResult[],
    failures: readonly HourFailure[],
    { left, cause }: { readonly left: CompactionLeft; readonly cause: unknown },
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      'STOPPED',
      `expected all hours to be compacted, was stopped (${why}) after ${results.length}, ` +
        `${failures.length} failed: ${left.hours.length} hours are left of the days that were begun, ` +
        `and ${left.days.length} days`,
      { retryable: true, cause },
    );
    this.results = results;
    this.failures = failures;
    this.left = left;
  }
}
