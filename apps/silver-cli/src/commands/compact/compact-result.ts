import { CommandFailure } from '@assay/cli';
import type { HourFailure, HourResult } from '@assay/silver';
import { explain } from '../../explain.js';
import type { CompactOutcome } from './run-calls.js';

/** What `--json` prints of a compaction. */
export function compactResult(lake: string, dryRun: boolean, outcome: CompactOutcome): object {
  const { results, failures, notRun, nothing, isStopped, left } = outcome;
  return {
    lake,
    dry_run: dryRun,
    ...totals(results),
    results: results.map(hourResult),
    failures: failures.map(failureResult),
    not_run: notRun.map(({ about, error }) => ({ about, error: errorResult(error) })),
    nothing_in_bronze: nothing,
    stopped: isStopped,
    left: { hours: left.hours, days: left.days, not_looked_at: left.notLookedAt },
  };
}

/** Sums over all hours. Those of unchanged hours are of their records. */
export function totals(results: readonly HourResult[]) {
  const sum = (of: (each: HourResult) => number) =>
    results.reduce((total, each) => total + of(each), 0);
  return {
    hours: results.length,
    rows_read: sum(({ rowsRead }) => rowsRead),
    rows_written: sum(({ rowsWritten }) => rowsWritten),
    duplicates_removed: sum(({ duplicatesRemoved }) => duplicatesRemoved),
    ambiguous_duplicates: sum(({ ambiguousDuplicates }) => ambiguousDuplicates),
  };
}

function hourResult(each: HourResult): object {
  return {
    dataset: each.dataset,
    partition: each.partition,
    date: each.date,
    hour: each.hour,
    status: each.status,
    rows_read: each.rowsRead,
    rows_written: each.rowsWritten,
    duplicates_removed: each.duplicatesRemoved,
    ambiguous_duplicates: each.ambiguousDuplicates,
    files: each.files,
    seconds: each.seconds,
    reason: each.reason,
    ...(each.enrichment === undefined ? {} : { enrichment: each.enrichment }),
  };
}

function failureResult({ dataset, partition, date, hour, error }: HourFailure): object {
  return { dataset, partition, date, hour, error: errorResult(error) };
}

function errorResult(error: unknown): object {
  const code = error instanceof Error && 'code' in error ? { code: error.code } : {};
  return { ...code, ...tellFailure(error) };
}

/** An hour's failure in words, and what to do about it. */
export function tellFailure(error: unknown): { readonly message: string; readonly next?: string } {
  const told = explain(error, 'write');
  const message = told instanceof Error ? told.message : String(told);
  const next = told instanceof CommandFailure ? told.next : undefined;
  return next === undefined ? { message } : { message, next };
}
