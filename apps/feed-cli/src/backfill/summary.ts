import { formatNumber, formatTable } from '@assay/cli';
import { isoOfNs } from '@assay/schemas';
import type { SinkSummary } from '../sink/event-sink.js';
import { storedLines, storedResult } from '../sink/stored.js';
import type { FileSummary } from './send-file.js';
import type { UnreadFile } from './backfill-files.js';

/** What a backfill came to. */
export interface BackfillSummary {
  readonly done: readonly FileSummary[];
  readonly unread: readonly UnreadFile[];
  /** Files of a folder or glob that the format does not claim. */
  readonly skipped: readonly string[];
  /** Files of a folder or glob whose kind holds no events of any dataset. */
  readonly withoutEvents: readonly UnreadFile[];
  readonly stored: SinkSummary;
}

/** So many skipped files are named to people; all of them are in the result. */
const MOST_NAMED = 20;

const TITLES = [
  'file',
  'state',
  'rows',
  'refused',
  'sent',
  'already stored',
  'first',
  'last',
  'digest',
];

/** What `--json` prints of a backfill. Times are ns, as decimal text. */
export function backfillResult(summary: BackfillSummary): object {
  const { done, unread, skipped, withoutEvents, stored } = summary;
  const times = done.flatMap(({ report }) => [report.firstTsNs, report.lastTsNs]);
  const known = times.filter((time) => time !== undefined).sort((a, b) => (a < b ? -1 : 1));
  return {
    ...storedResult(stored),
    first_ts_event_ns: known.at(0) ?? null,
    last_ts_event_ns: known.at(-1) ?? null,
    files: done.map(fileResult),
    unread: unread.map(({ file, error }) => ({ file, error: error.message })),
    skipped,
    without_events: withoutEvents.map(({ file, error }) => ({ file, reason: error.problem })),
  };
}

function fileResult(each: FileSummary): object {
  const { report } = each;
  return {
    file: each.file,
    runs: each.runs,
    already_complete: each.wasComplete,
    complete: report.complete,
    records: report.records,
    rows: report.rowsByDataset,
    refused: report.refused,
    ignored: report.ignored,
    filtered: report.filtered,
    dropped_levels: report.droppedLevels,
    first_ts_event_ns: report.firstTsNs ?? null,
    last_ts_event_ns: report.lastTsNs ?? null,
    symbols: report.symbols,
    warnings: report.warnings,
    events_sent: each.sent,
    events_already_stored: each.skipped,
    digest: each.digest,
    error: each.failure?.message ?? null,
  };
}

/** The same for people. */
export function backfillText(summary: BackfillSummary): string {
  const { done, unread, skipped, withoutEvents, stored } = summary;
  const rows = [...done.map(fileRow), ...unread.map(({ file }) => [file, 'not read'])];
  const warnings = done.flatMap(warningLines);
  return [
    formatTable(TITLES, rows),
    ...skippedLines('not of this format by their names', skipped),
    ...skippedLines(
      'of a kind that holds no events of any dataset',
      withoutEvents.map(({ error }) => error.message),
    ),
    ...storedLines(stored),
    ...(warnings.length === 0 ? [] : ['to know:', ...warnings]),
  ].join('\n');
}

function fileRow({ file, report, failure, wasComplete, sent, skipped, digest }: FileSummary) {
  return [
    file,
    failure !== undefined ? 'damaged' : wasComplete ? 'was complete' : 'complete',
    Object.values(report.rowsByDataset).reduce((sum, rows) => sum + rows, 0),
    report.refused.reduce((sum, { count }) => sum + count, 0),
    sent,
    skipped,
    toSecond(report.firstTsNs),
    toSecond(report.lastTsNs),
    digest.slice(0, 12),
  ];
}

function warningLines({ file, report }: FileSummary): string[] {
  return [
    ...report.warnings.map((warning) => `  ${file}: ${warning}`),
    ...report.refused.map(
      ({ code, count, firstDetail }) =>
        `  ${file}: ${formatNumber(count)} events refused, ${code}: ${firstDetail}`,
    ),
    ...(report.droppedLevels === 0
      ? []
      : [`  ${file}: ${formatNumber(report.droppedLevels)} book levels left out`]),
  ];
}

function skippedLines(why: string, skipped: readonly string[]): string[] {
  if (skipped.length === 0) {
    return [];
  }
  const more = skipped.length - MOST_NAMED;
  return [
    `skipped, ${why}: ${formatNumber(skipped.length)}`,
    ...skipped.slice(0, MOST_NAMED).map((file) => `  ${file}`),
    ...(more > 0 ? [`  and ${formatNumber(more)} more: see --json`] : []),
  ];
}

/** For people: the exact times are in the result. */
function toSecond(ns: bigint | undefined): string | undefined {
  return ns === undefined ? undefined : `${isoOfNs(ns).slice(0, 19)}Z`;
}
