import { formatNumber } from '@assay/cli';
import type { HourFailure, HourResult } from '@assay/silver';
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
function ofHours(
  { results, failures }: CompactOutcome,
  isCounted: (result: HourResult) => boolean,
): string {
  const count = results.filter(isCounted).length;
  const all = results.length + failures.filter(({ partition }) => partition !== null).length;
  return `${formatNumber(count)} of ${hours(all)}`;
}

/**
 * Rows are counted dataset by dataset as they were read: option prints are read for themselves and once
 * more to be enriched.
 */
function doneText(outcome: CompactOutcome): string {
  const isRebuilt = ({ status }: HourResult) => status === 'success' || status === 'empty';
  const rebuilt = outcome.results.filter(isRebuilt);
  const sums = totals(rebuilt);
  const made =
    rebuilt.length === 0
      ? ''
      : `: ${counted(sums.rows_read, 'row')} read, ${formatNumber(sums.rows_written)} written, ` +
        `${counted(sums.duplicates_removed, 'duplicate')} removed`;
  return `${ofHours(outcome, isRebuilt)} rebuilt${made}`;
}

/** A frozen hour is never built: what stands there would be recorded once more. */
function plannedText(outcome: CompactOutcome): string {
  const isFrozen = ({ reason }: HourResult) => reason.startsWith('frozen');
  const planned = ofHours(outcome, (each) => each.status === 'planned' && !isFrozen(each));
  const frozen = outcome.results.filter((each) => each.status === 'planned' && isFrozen(each));
  const again = frozen.length === 0 ? '' : `, ${hours(frozen.length)} recorded once more`;
  return `${planned} would be built${again}, nothing was written`;
}

/** The last lines: what was done, what failed, what is left. */
export function summary(outcome: CompactOutcome, isDryRun: boolean): string {
  const { failures, isStopped, left } = outcome;
  const done = isDryRun ? plannedText(outcome) : doneText(outcome);
  const lines = [
    ...(failures.length === 0 ? [] : [`${failedText(failures)} failed${others(outcome)}`]),
    ...(isStopped
      ? [
          `stopped before all was done (${leftText(left)}); run the same again, it goes on from here`,
        ]
      : []),
  ];
  return [done, ...lines].join('\n');
}

function others({ results, isStopped }: CompactOutcome): string {
  if (results.length === 0) {
    return '';
  }
  return isStopped ? '; what was done beside them is done' : '; the others are done';
}
