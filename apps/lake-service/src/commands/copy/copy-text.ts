import type { ArchiveReport, CopyProblem, CopyReport } from '@assay/bronze';
import { formatBytes, formatNumber, toPlain } from '@assay/cli';

/** Problems that a person can take in at once; `--json` has all. */
const SHOWN = 20;

/**
 * What `copy` came to, for people.
 *
 * @param wentOn of a lake that was moved before: where it is now
 */
export function copyText(report: CopyReport, dryRun: boolean, wentOn?: string): string {
  const { from, to, files, records, shards, passes, complete, sealed, problems } = report;
  if (problems.length > 0) {
    return problemsText(problems, 'Nothing was sealed, and no log was copied.');
  }
  const moved = sealed ? [`${from} is sealed: serve with DATA_ROOT=${to} from now on.`] : [];
  if (sealed && passes === 0) {
    return `The lake was moved to ${to} before.\n${wentOn ?? ''}`.trimEnd();
  }
  const heads = shards.map(({ shard, head }) => `${shard} up to entry ${formatNumber(head)}`);
  const verb = dryRun ? 'To copy' : 'Copied';
  return [
    `${verb} to ${to}: ${formatNumber(files.copied)} files, ` +
      `${formatNumber(files.present)} there already; ${formatBytes(files.bytes)} in all.`,
    ...(dryRun || !complete ? [] : ['Every object was read back, and has its digest.']),
    `Logs: ${heads.join(', ')}. Other records: ${formatNumber(records.copied)}.`,
    ...moved,
  ].join('\n');
}

/** What `archive` came to, for people. */
export function archiveText(report: ArchiveReport, dryRun: boolean): string {
  const { to, before, files, sealed, removed, problems } = report;
  if (problems.length > 0) {
    const what = sealed > 0 ? 'Sealed files stay where they were, too.' : 'Nothing was sealed.';
    return problemsText(problems, what);
  }
  const verb = dryRun ? 'To archive' : 'Archived';
  return [
    `${verb} what is before ${before} in ${to}: ${formatNumber(files.copied)} files, ` +
      `${formatNumber(files.present)} there already; ${formatBytes(files.bytes)} in all.`,
    ...(dryRun
      ? []
      : [`Sealed: ${formatNumber(sealed)}. Taken away here: ${formatNumber(removed)}.`]),
  ].join('\n');
}

/** A report for machines. */
export function plainReport(report: object): object {
  return toPlain(report) as object;
}

function problemsText(problems: readonly CopyProblem[], consequence: string): string {
  const more = problems.length - SHOWN;
  return [
    problems.length === 1
      ? `One object does not hold what it should. ${consequence}`
      : `${formatNumber(problems.length)} objects do not hold what they should. ${consequence}`,
    ...problems.slice(0, SHOWN).map(problemText),
    ...(more > 0 ? [`… and ${formatNumber(more)} more: see --json`] : []),
    'next: put the right objects there from a copy, or take the wrong ones away, then run this again',
  ].join('\n');
}

function problemText({ key, place, expected, found }: CopyProblem): string {
  return `${key} in ${place}: expected SHA-256 ${expected}, was ${found ?? 'no object'}`;
}
