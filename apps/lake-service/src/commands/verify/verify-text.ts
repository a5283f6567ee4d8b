import type { VerifyProblem, VerifyReport } from '@assay/bronze';
import { formatNumber, formatTable } from '@assay/cli';
import { rewoundText } from './rewound-text.js';
import { isoOfNs, type Certificate } from '@assay/schemas';

/** Objects named under one kind of problem; `--json` has them all. */
const SHOWN_PROBLEMS = 10;
const SHOWN_DAYS = 40;

/**
 * What verification came to, for a person.
 *
 * @param moved of a lake that was moved: where it is now
 */
export function verifyText(lake: string, report: VerifyReport, moved?: string): string {
  const { problems, notes, certificate } = report;
  const parts = [
    ...(certificate === undefined
      ? []
      : [shardTable(certificate), rewoundText(certificate), dayTable(certificate)]),
    ...groupsOf(problems).map(problemText),
    ...(notes.length === 0 ? [] : [notes.map(noteText).join('\n')]),
    ...(moved === undefined ? [] : [moved]),
    verdict(lake, report),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function shardTable({ shards }: Certificate): string {
  const rows = shards.flatMap(({ shard, epochs }) =>
    epochs.map((epoch) => [
      shard,
      epoch.epoch,
      epoch.reason,
      `${epoch.first_seq} to ${epoch.last_seq}`,
      epoch.messages,
      epoch.rows,
      epoch.dead_letters,
      missing(epoch.gaps),
    ]),
  );
  return formatTable(
    ['shard', 'epoch', 'began', 'sequences', 'messages', 'rows', 'dead letters', 'missing'],
    rows,
    { right: ['sequences'] },
  );
}

/** `120 retention, 3 log-gap`; `0` where nothing is missing. */
function missing(gaps: Certificate['shards'][number]['epochs'][number]['gaps']): string {
  const counts = new Map<string, bigint>();
  for (const { from, to, reason } of gaps) {
    counts.set(reason, (counts.get(reason) ?? 0n) + to - from + 1n);
  }
  return counts.size === 0
    ? '0'
    : [...counts].map(([reason, count]) => `${formatNumber(count)} ${reason}`).join(', ');
}

function dayTable({ days }: Certificate): string {
  if (days.length === 0) {
    return '';
  }
  const rows = days
    .slice(0, SHOWN_DAYS)
    .map((day) => [
      day.dataset,
      day.partition,
      day.date,
      day.files,
      day.rows,
      day.dead_letters,
      day.gaps.reduce((sum, { messages }) => sum + messages, 0n),
      isoOfNs(day.first_ts),
      isoOfNs(day.last_ts),
      day.digest.slice(0, 12),
    ]);
  const titles = ['dataset', 'of', 'date', 'files', 'rows', 'letters*', 'missing*'];
  const table = formatTable([...titles, 'first', 'last', 'digest'], rows);
  const more = days.length - rows.length;
  const rest = more > 0 ? `… and ${formatNumber(more)} days more (--json has them)\n` : '';
  return `${table}\n${rest}* in the batches that these rows came with: some may belong here`;
}

function groupsOf(problems: readonly VerifyProblem[]): VerifyProblem[][] {
  const groups = new Map<string, VerifyProblem[]>();
  for (const problem of problems) {
    groups.set(problem.kind, [...(groups.get(problem.kind) ?? []), problem]);
  }
  return [...groups.values()];
}

function problemText(group: readonly VerifyProblem[]): string {
  const [{ kind, next }] = group;
  const shown = group
    .slice(0, SHOWN_PROBLEMS)
    .map(({ object, expected, was }) => `  ${object}\n    expected ${expected}\n    was ${was}`);
  const more = group.length - shown.length;
  return [
    `${kind} (${formatNumber(group.length)})`,
    ...shown,
    ...(more > 0 ? [`  … and ${formatNumber(more)} more (--json has them)`] : []),
    `  next: ${next}`,
  ].join('\n');
}

function noteText({ kind, count, object, meaning }: VerifyReport['notes'][number]): string {
  const example = count === 1 ? object : `such as ${object}`;
  return `note: ${formatNumber(count)} ${kind} (${example}): ${meaning}`;
}

function verdict(lake: string, { problems, counts, certificate }: VerifyReport): string {
  const looked =
    `looked at ${counted(counts.entries, 'log entry', 'log entries')} of ` +
    `${counted(counts.shards, 'shard', 'shards')} and opened ${formatNumber(counts.filesOpened)} ` +
    `of ${counted(counts.files, 'file', 'files')}`;
  if (certificate === undefined) {
    const found = counted(problems.length, 'problem', 'problems');
    return `NOT PROVED: ${found} in ${lake}; no certificate\n${looked}`;
  }
  const { stream } = certificate.scope;
  return [
    `proved: ${partOf(counts.rowsProved, counts.rows, 'row', 'rows')} and ` +
      partOf(counts.deadLettersProved, counts.deadLetters, 'dead letter', 'dead letters') +
      ` in ${lake}${counts.filesOpened === 0 ? ': no file was opened' : ', each once'}`,
    looked,
    ...(stream === null ? [] : [streamText(stream)]),
    `certificate ${certificate.sha256}`,
  ].join('\n');
}

function streamText({ compared, not_retained: gone }: NonNullable<Stream>): string {
  const rest = gone > 0n ? `; ${formatNumber(gone)} are not in it any more` : '';
  return `compared ${counted(compared, 'message', 'messages')} of the log with what is stored${rest}`;
}

type Stream = Certificate['scope']['stream'];

/** `5 rows` when they are all of them, else `5 of 8 rows`. */
function partOf(part: number, all: number, one: string, many: string): string {
  return part === all
    ? counted(all, one, many)
    : `${formatNumber(part)} of ${counted(all, one, many)}`;
}

function counted(count: number | bigint, one: string, many: string): string {
  return `${formatNumber(count)} ${Number(count) === 1 ? one : many}`;
}
