import type { CompactOptions, Compactor, HourFailure, HourResult } from '@assay/silver';
import type { CompactCall } from './calls.js';

/** What a compaction came to, over all its calls. */
export interface CompactOutcome {
  readonly results: readonly HourResult[];
  readonly failures: readonly HourFailure[];
  /** What was asked for by name and Bronze holds nothing of. */
  readonly nothing: readonly string[];
  /** A signal ended it before everything was done. */
  readonly isStopped: boolean;
  /** What was not done then: hours of the days that were begun, and calls that were not. */
  readonly left: { readonly hours: number; readonly about: readonly string[] };
}

/** How it is watched and ended. */
export interface CompactWatch {
  readonly signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

/**
 * Runs the calls one after the other. Hours that fail do not keep others from being done; where Bronze
 * holds nothing of any call, the first one's `NO_DATA` is thrown.
 */
export async function runCalls(
  compactor: Compactor,
  calls: readonly CompactCall[],
  options: CompactOptions,
  { signal, onProgress }: CompactWatch,
): Promise<CompactOutcome> {
  const results: HourResult[] = [];
  const failures: HourFailure[] = [];
  const nothing: { readonly about: string; readonly error: Error }[] = [];
  const notBegun: string[] = [];
  let hoursLeft = 0;
  let isStopped = false;
  for (const call of calls) {
    if (signal.aborted) {
      notBegun.push(call.about);
      continue;
    }
    const before = results.length + failures.length;
    const told: HourResult[] = [];
    let planned = 0;
    const watched: CompactOptions = {
      ...options,
      signal,
      onProgress: ({ done, total, last }) => {
        planned = total;
        told.push(...(last === undefined ? [] : [last]));
        onProgress(before + done, before + total);
      },
    };
    try {
      results.push(...(await call.run(compactor, watched)));
    } catch (error) {
      if (signal.aborted && error === signal.reason) {
        results.push(...told);
        // Hours that failed before are left, too.
        hoursLeft = planned - told.length;
        isStopped = true;
      } else if (isCompactionFailed(error)) {
        results.push(...error.results);
        failures.push(...error.failures);
      } else if (hasCode(error, 'NO_DATA')) {
        nothing.push({ about: call.about, error });
      } else {
        throw error;
      }
    }
  }
  const [first] = nothing;
  if (first !== undefined && nothing.length === calls.length) {
    throw first.error;
  }
  return {
    results,
    failures,
    nothing: nothing.filter(({ about }) => isAsked(calls, about)).map(({ about }) => about),
    isStopped: isStopped || notBegun.length > 0,
    left: { hours: hoursLeft, about: notBegun },
  };
}

/** Whether a person named it, so that it should be known that there is nothing of it. */
function isAsked(calls: readonly CompactCall[], about: string): boolean {
  return calls.some((call) => call.about === about && call.isAsked);
}

interface Failed {
  readonly results: readonly HourResult[];
  readonly failures: readonly HourFailure[];
}

function isCompactionFailed(error: unknown): error is Error & Failed {
  return hasCode(error, 'COMPACTION_FAILED') && 'failures' in error && 'results' in error;
}

/** Told by its code, so that the engine is not loaded for it. */
function hasCode(error: unknown, code: string): error is Error {
  return error instanceof Error && 'code' in error && error.code === code;
}
