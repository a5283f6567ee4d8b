import type {
  CompactionFailed,
  CompactionProgress,
  CompactionStopped,
  CompactOptions,
  Compactor,
  DayName,
  HourFailure,
  HourName,
  HourResult,
} from '@assay/silver';
import type { CompactCall } from './calls.js';

/** What a compaction came to, over all its calls. */
export interface CompactOutcome {
  readonly results: readonly HourResult[];
  readonly failures: readonly HourFailure[];
  /** Calls that ended with an error before they knew a single hour. */
  readonly notRun: readonly FailedCall[];
  /** What was asked for by name and Bronze holds nothing of. */
  readonly nothing: readonly string[];
  /** A signal ended it before everything was done. */
  readonly isStopped: boolean;
  readonly left: WorkLeft;
}

/** A call, and what kept it from running. */
export interface FailedCall {
  readonly about: string;
  readonly error: unknown;
}

/** What a signal left undone. */
export interface WorkLeft {
  /** Hours of the days that were begun. */
  readonly hours: readonly HourName[];
  /** Days that were not begun. */
  readonly days: readonly DayName[];
  /** Calls that were not begun: whether Bronze holds something of them was not looked at. */
  readonly notLookedAt: readonly string[];
}

/** How it is watched and ended. */
export interface CompactWatch {
  readonly signal: AbortSignal;
  onProgress(call: CompactCall, progress: CompactionProgress): void;
}

/**
 * Runs the calls one after the other. What fails keeps nothing else from being done; where no call came to
 * anything, the first error is thrown, or the first `NO_DATA`.
 */
export async function runCalls(
  compactor: Compactor,
  calls: readonly CompactCall[],
  options: CompactOptions,
  { signal, onProgress }: CompactWatch,
): Promise<CompactOutcome> {
  const results: HourResult[] = [];
  const failures: HourFailure[] = [];
  const notRun: FailedCall[] = [];
  const nothing: { readonly call: CompactCall; readonly error: unknown }[] = [];
  const hours: HourName[] = [];
  const days: DayName[] = [];
  const notLookedAt: string[] = [];
  for (const call of calls) {
    if (signal.aborted) {
      notLookedAt.push(call.about);
      continue;
    }
    const watched: CompactOptions = {
      ...options,
      signal,
      onProgress: (progress) => onProgress(call, progress),
    };
    try {
      results.push(...(await call.run(compactor, watched)));
    } catch (error) {
      if (isStopped(error) || isFailed(error)) {
        results.push(...error.results);
        failures.push(...error.failures);
        hours.push(...(isStopped(error) ? error.left.hours : []));
        days.push(...(isStopped(error) ? error.left.days : []));
      } else if (hasCode(error, 'NO_DATA')) {
        nothing.push({ call, error });
      } else {
        notRun.push({ about: call.about, error });
      }
    }
  }
  const [first] = [...notRun, ...nothing];
  if (first !== undefined && notRun.length + nothing.length === calls.length) {
    throw first.error;
  }
  return {
    results,
    failures,
    notRun,
    nothing: nothing.filter(({ call }) => call.isAsked).map(({ call }) => call.about),
    isStopped: hours.length + days.length + notLookedAt.length > 0,
    left: { hours, days, notLookedAt },
  };
}

function isStopped(error: unknown): error is CompactionStopped {
  return hasCode(error, 'STOPPED');
}

function isFailed(error: unknown): error is CompactionFailed {
  return hasCode(error, 'COMPACTION_FAILED');
}

/** Told by its code, so that the engine is not loaded for it. */
function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
