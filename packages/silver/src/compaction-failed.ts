import { SilverError } from './errors.js';
import type { HourFailure, HourResult } from './hour-result.js';

/** So many failures are told in the message; `failures` has all. */
const TOLD = 20;

/** Thrown when hours failed, after all others were compacted. `retryable` when every failure is. */
export class CompactionFailed extends SilverError {
  readonly results: readonly HourResult[];
  readonly failures: readonly HourFailure[];

  constructor(results: readonly HourResult[], failures: readonly HourFailure[]) {
    super('COMPACTION_FAILED', messageOf(results, failures), {
      retryable: failures.every(({ error }) => isRetryable(error)),
      cause: failures[0]?.error,
    });
    this.results = results;
    this.failures = failures;
  }
}

function messageOf(results: readonly HourResult[], failures: readonly HourFailure[]): string {
  const all = results.length + failures.length;
  const lines = failures.slice(0, TOLD).map(({ dataset, partition, date, hour, error }) => {
    const why = error instanceof Error ? error.message : String(error);
    const of = partition === null ? '' : ` ${partition}`;
    return `\n  ${dataset}${of} ${date}${hour === null ? '' : ` hour ${hour}`}: ${why}`;
  });
  const more = failures.length > TOLD ? `\n  and ${failures.length - TOLD} more` : '';
  return `expected ${all} hours to be compacted, was ${results.length}:${lines.join('')}${more}`;
}

function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}
