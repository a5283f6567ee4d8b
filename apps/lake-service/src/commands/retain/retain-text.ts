import type { KeptDay, RetainReport, RetiredDay } from '@assay/bronze';
import { formatBytes, formatNumber, formatTable, toPlain } from '@assay/cli';

/** Days that a person can take in at once; `--json` has all. */
const SHOWN = 40;

/** What `retain` came to, for people. */
export function retainText(report: RetainReport): string {
  const { before, dryRun, retired, kept, removed, strange, certificateKey } = report;
  if (retired.length === 0 && kept.length === 0 && strange.length === 0) {
    const more = removed === 0 ? '' : ` Taken away what was retired earlier: ${files(removed)}.`;
    return `Bronze has no days before ${before}.${more}`;
  }
  return [
    ...(retired.length === 0 ? [] : [retiredTable(retired)]),
    ...(kept.length === 0 ? [] : [keptText(kept)]),
    ...strange.map(
      ({ key, expected, was }) =>
        `${key} was retired, and is there again with other bytes: expected SHA-256 ${expected}, was ` +
        `${was}: find out who wrote it, then move it out of the lake`,
    ),
    summary(retired, dryRun, removed),
    ...(certificateKey === undefined ? [] : [`certificate ${certificateKey}`]),
  ].join('\n\n');
}

/** For machines: the certificate by its digest, for the lake keeps it whole. */
export function plainRetainReport({ certificate, ...report }: RetainReport): object {
  const { certificateKey = null, ...rest } = report;
  return toPlain({ ...rest, certificate: certificate?.sha256 ?? null, certificateKey }) as object;
}

function retiredTable(days: readonly RetiredDay[]): string {
  const rows = days
    .slice(0, SHOWN)
    .map(({ dataset, date, files: count, rows: held, bytes }) => [
      ...[date, dataset, count, held],
      formatBytes(bytes),
    ]);
  const table = formatTable(['date', 'dataset', 'files', 'rows', 'size'], rows, {
    right: ['size'],
  });
  return `${table}${more(days.length)}`;
}

function keptText(days: readonly KeptDay[]): string {
  const lines = days
    .slice(0, SHOWN)
    .map(
      ({ dataset, date, reason, files: count }) =>
        `  ${date} ${dataset} (${files(count)}): ${reason}`,
    );
  return `Left as they are:\n${lines.join('\n')}${more(days.length)}`;
}

function summary(days: readonly RetiredDay[], dryRun: boolean, removed: number): string {
  const bytes = days.reduce((sum, day) => sum + day.bytes, 0);
  if (days.length === 0) {
    return removed === 0
      ? 'Nothing was deleted.'
      : `No day was deleted. Taken away what was retired earlier: ${files(removed)}.`;
  }
  const what = `${formatNumber(days.length)} ${days.length === 1 ? 'day' : 'days'} of a dataset`;
  return dryRun
    ? `To delete: ${what}, ${formatBytes(bytes)}. Dead letters stay.`
    : `Deleted: ${what}, ${formatBytes(bytes)}; ${files(removed)} taken away. Dead letters stay.`;
}

function files(count: number): string {
  return `${formatNumber(count)} ${count === 1 ? 'file' : 'files'}`;
}

function more(days: number): string {
  return days > SHOWN ? `\n… and ${formatNumber(days - SHOWN)} days more (--json has them)` : '';
}
