import { formatNumber, formatTable } from '@assay/cli';
import { isoOfNs } from '@assay/schemas';
import type { SinkSummary } from '../sink/event-sink.js';
import type { FileSummary } from './backfill-file.js';

/** A file that could not be read at all, and why. */
export interface UnreadFile {
  readonly file: string;
  readonly error: Error;
}

/** What `--json` prints of a backfill. Times are ns, as decimal text. */
export function backfillResult(
  files: readonly FileSummary[],
  unread: readonly UnreadFile[],
  stored: SinkSummary,
): object {
  const times = files.flatMap(({ report }) => [report.firstTsNs, report.lastTsNs]);
  const known = times.filter((time) => time !== undefined).sort((a, b) => (a < b ? -1 : 1));
  return {
    rows: stored.rowsByDataset,
    dead_letters: stored.deadLetters,
    first_ts_event_ns: known.at(0) ?? null,
    last_ts_event_ns: known.at(-1) ?? null,
    bronze_files: stored.files,
    files: files.map(({ file, report, failure, runs, sent, skipped, digest }) => ({
      file,
      runs,
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
      events_sent: sent,
      events_already_stored: skipped,
      digest,
      error: failure?.message ?? null,
    })),
    unread: unread.map(({ file, error }) => ({ file, error: error.message })),
  };
}

/** The same for people. */
export function backfillText(files: readonly FileSummary[], stored: SinkSummary): string {
  const perFile = files.map(({ file, report, sent, skipped, digest }) => [
    file,
    Object.values(report.rowsByDataset).reduce((sum, rows) => sum + rows, 0),
    report.refused.reduce((sum, { count }) => sum + count, 0),
    sent,
    skipped,
    toSecond(report.firstTsNs),
    toSecond(report.lastTsNs),
    digest.slice(0, 12),
  ]);
  const titles = ['file', 'rows', 'refused', 'sent', 'already stored', 'first', 'last', 'digest'];
  const rows = Object.entries(stored.rowsByDataset).map(
    ([dataset, count]) => `  ${dataset}: ${formatNumber(count)} rows`,
  );
  const warnings = files.flatMap(({ file, report }) => [
    ...report.warnings.map((warning) => `  ${file}: ${warning}`),
    ...report.refused.map(
      ({ code, count, firstDetail }) =>
        `  ${file}: ${formatNumber(count)} events refused, ${code}: ${firstDetail}`,
    ),
    ...(report.droppedLevels === 0
      ? []
      : [`  ${file}: ${formatNumber(report.droppedLevels)} book levels left out`]),
  ]);
  return [
    formatTable(titles, perFile),
    'stored in Bronze now:',
    ...(rows.length === 0 ? ['  nothing new'] : rows),
    `  dead letters: ${formatNumber(stored.deadLetters)}`,
    ...(warnings.length === 0 ? [] : ['to know:', ...warnings]),
  ].join('\n');
}

/** For people: the exact times are in the result. */
function toSecond(ns: bigint | undefined): string | undefined {
  return ns === undefined ? undefined : `${isoOfNs(ns).slice(0, 19)}Z`;
}
