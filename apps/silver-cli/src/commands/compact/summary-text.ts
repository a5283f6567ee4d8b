import { formatNumber } from '@assay/cli';
import type { HourFailure } from '@assay/silver';
import { counted, hours } from '../hours-text.js';
import { totals } from './compact-result.js';
import { leftText } from './left-text.js';
import type { CompactOutcome } from './run-calls.js';

/** `2 hours`, `1 day as a whole`, `2 hours, 1 day as a whole`. */
export function failedText(failures: readonly HourFailure[]): string {
  const days = failures.filter(({ partition }) => partition === null).length;
  const parts = [
    ...(failures.length > days ? [hours(failures.length - days)] : []),
    ...(days > 0 ? [`${formatNumber(days)} ${days === 1 ? 'day' : 'days'} as a whole`] : []),
  ];
  return parts.join(', ');
}

/** `7 of 32 hours`. */
function ofHours({ results, failures }: CompactOutcome, ...statuses: readonly string[]): string {
  const count = results.filter(({ status }) => statuses.includes(status)).length;
  const all = results.length + failures.filter(({ partition }) => partition !== null).length;
  return `${formatNumber(count)} of ${hours(all)}`;
}

/**
 * Rows are counted dataset by dataset as they were read: option prints are read for themselves and once
 * more to be enriched.
 */
function doneText(outcome: CompactOutcome): string {
  const rebuilt = outcome.results.filter(
    ({ status }) => status === 'success' || status === 'empty',
  );
  const sums = totals(rebuilt);
  const made =
    rebuilt.length === 0
      ? ''
      : `: ${counted(sums.rows_read, 'row')} read, ${formatNumber(sums.rows_written)} written, ` +
        `${counted(sums.duplicates_removed, 'duplicate')} removed`;
  return `${ofHours(outcome, 'success', 'empty')} rebuilt${made}`;
}

/** The last lines: what was done, what failed, what is left. */
export function summary(outcome: CompactOutcome, isDryRun: boolean): string {
  const { failures, isStopped, left } = outcome;
  const done = isDryRun
    ? `${ofHours(outcome, 'planned')} would be built, nothing was written`
    : doneText(outcome);
  const lines = [
    ...(failures.length === 0 ? [] : [`${failedText(failures)} failed; ${others(outcome)}`]),
    ...(isStopped
      ? [
          `stopped before all was done (${leftText(left)}); run the same again, it goes on from here`,
        ]
      : []),
  ];
  return [done, ...lines].join('\n');
}

function others({ isStopped }: CompactOutcome): string {
  return isStopped ? 'what was done beside them is done' : 'the others are done';
}
