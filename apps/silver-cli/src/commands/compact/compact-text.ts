import { formatNumber, formatTable, type Cell } from '@assay/cli';
import type { HourFailure, HourResult } from '@assay/silver';
import { groupBy, hourName, hours, joinText, whyText } from '../hours-text.js';
import { tellFailure, totals } from './compact-result.js';
import type { CompactOutcome } from './run-calls.js';
import { failedText, summary } from './summary-text.js';

const SHOWN_ROWS = 60;
const SHOWN_REASONS = 12;
const SHOWN_FAILURES = 20;
const SHOWN_NOTHING = 10;

/** What a compaction came to, for people. */
export function compactText(
  outcome: CompactOutcome,
  { isDryRun, isVerbose }: { readonly isDryRun: boolean; readonly isVerbose: boolean },
): string {
  const { results, failures } = outcome;
  const parts = [
    results.length === 0 ? '' : resultTable(results, isVerbose),
    reasons(results),
    joins(results),
    failuresText(failures),
    notRunText(outcome),
    nothingText(outcome),
    summary(outcome, isDryRun),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** A line a day of a symbol; with `--verbose` a line an hour. */
function resultTable(results: readonly HourResult[], isVerbose: boolean): string {
  const groups = groupBy(results, (each) =>
    [each.dataset, each.partition, each.date, ...(isVerbose ? [each.hour] : [])].join('\n'),
  );
  const rows = groups.slice(0, isVerbose ? groups.length : SHOWN_ROWS).map((group): Cell[] => {
    const [{ dataset, partition, date, hour }] = group;
    const sums = totals(group);
    return [
      ...[dataset, partition, date, isVerbose ? (hour ?? 'day') : group.length],
      ...[sums.rows_read, sums.rows_written, sums.duplicates_removed, sums.ambiguous_duplicates],
      isVerbose ? group[0].status : statuses(group),
      ...(isVerbose ? [group[0].reason] : []),
    ];
  });
  const titles = ['dataset', 'of', 'date', isVerbose ? 'hour' : 'hours'];
  const figures = ['read', 'written', 'removed', 'ambiguous', 'status'];
  const table = formatTable([...titles, ...figures, ...(isVerbose ? ['why'] : [])], rows);
  const more = groups.length - rows.length;
  return more > 0 ? `${table}\n… and ${formatNumber(more)} more (--json has them)` : table;
}

/** `2 success, 1 unchanged`. */
function statuses(results: readonly HourResult[]): string {
  const groups = groupBy(results, ({ status }) => status);
  return groups.map((group) => `${formatNumber(group.length)} ${group[0].status}`).join(', ');
}

function reasons(results: readonly HourResult[]): string {
  const groups = groupBy(results, ({ status, reason }) => `${status}\n${reason}`);
  const shown = groups
    .slice(0, SHOWN_REASONS)
    .map((group) => `  ${hours(group.length)} ${whyText(group[0].status, group[0].reason)}`);
  const more = groups.length - shown.length;
  const rest = more > 0 ? [`  … and ${formatNumber(more)} other reasons (--json has them)`] : [];
  return groups.length === 0 ? '' : ['why:', ...shown, ...rest].join('\n');
}

function joins(results: readonly HourResult[]): string {
  const joined = results.flatMap(({ enrichment }) => enrichment ?? []);
  return joined.length === 0 ? '' : joinText(joined);
}

function failuresText(failures: readonly HourFailure[]): string {
  if (failures.length === 0) {
    return '';
  }
  const shown = failures
    .slice(0, SHOWN_FAILURES)
    .flatMap((failure) => failureLines(hourName(failure), failure.error));
  const more = failures.length - SHOWN_FAILURES;
  const rest = more > 0 ? [`  … and ${formatNumber(more)} more (--json has them)`] : [];
  return [`FAILED (${failedText(failures)}):`, ...shown, ...rest].join('\n');
}

function failureLines(name: string, error: unknown): string[] {
  const { message, next } = tellFailure(error);
  // Many messages name the hour themselves.
  const line = message.startsWith(`${name}: `) ? message : `${name}: ${message}`;
  return [`  ${line}`, ...(next === undefined ? [] : [`    next: ${next}`])];
}

function notRunText({ notRun }: CompactOutcome): string {
  const lines = notRun.flatMap(({ about, error }) => failureLines(about, error));
  return lines.length === 0 ? '' : ['NOT COMPACTED:', ...lines].join('\n');
}

function nothingText({ nothing }: CompactOutcome): string {
  if (nothing.length === 0) {
    return '';
  }
  const shown = nothing.slice(0, SHOWN_NOTHING).join(', ');
  const more = nothing.length - SHOWN_NOTHING;
  return `Bronze holds nothing of ${shown}${more > 0 ? `, and ${formatNumber(more)} more` : ''}.`;
}
