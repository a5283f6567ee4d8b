import type { CommitEntry, EpochEntry, FileRecord } from '@assay/ledger';
import {
  CERTIFICATE_FORMAT,
  dayDigest,
  decodePartitionValue,
  issueCertificate,
  type Certificate,
  type CertificateBody,
  type CertifiedDay,
  type CertifiedShard,
} from '@assay/schemas';
import type { CheckedCommit } from './check-commits.js';
import { FILTERED, type ShardFacts } from './shard-facts.js';

/** What was verified without a problem. */
export interface Proved {
  readonly shards: readonly ShardFacts[];
  /** Every commit whose files were opened. */
  readonly commits: readonly CheckedCommit[];
  readonly scope: CertificateBody['scope'];
}

/** Issues the certificate of what was proved; only ever for a lake without problems. */
export function certify({ shards, commits, scope }: Proved): Certificate {
  return issueCertificate({
    format: CERTIFICATE_FORMAT,
    kind: 'certificate',
    tier: 'bronze',
    scope,
    shards: shards
      .filter(({ head }) => head.number > 0)
      .map(certifyShard)
      .sort((one, other) => (one.shard < other.shard ? -1 : 1)),
    days: certifyDays(commits, scope.dates),
  });
}

function certifyShard(facts: ShardFacts): CertifiedShard {
  const epochs = facts.epochs.map((epoch) =>
    certifyEpoch(
      epoch,
      facts.commits.map(({ entry }) => entry).filter((entry) => entry.epoch === epoch.epoch),
    ),
  );
  const lost = epochs
    .flatMap(({ gaps }) => gaps)
    .filter(({ reason }) => reason !== FILTERED)
    .reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
  return {
    shard: facts.shard,
    head: facts.head,
    open_intent: facts.openIntent?.number ?? null,
    epochs,
    lost_messages: lost,
  };
}

function certifyEpoch(
  { epoch, stream, stream_created, reason, first_seq, gaps: before, ...more }: EpochEntry,
  commits: readonly CommitEntry[],
): CertifiedShard['epochs'][number] {
  const sum = (of: (entry: CommitEntry) => number) =>
    commits.reduce((total, entry) => total + of(entry), 0);
  const gaps = [...before, ...commits.flatMap((entry) => entry.gaps)];
  return {
    epoch,
    stream,
    stream_created,
    reason,
    first_seq,
    last_seq: commits.at(-1)?.seq_to ?? first_seq - 1n,
    messages: sum(({ delivered }) => delivered),
    events: sum(({ events }) => events),
    rows: sum(({ rows }) => rows),
    dead_letters: sum(({ dead_letters: letters }) => letters),
    events_lost: sum(({ events_lost: lost = 0 }) => lost),
    gaps,
    maybe_twice: more.maybe_twice ?? null,
    interior: gaps.some((gap) => gap.reason === FILTERED) ? 'not-provable' : 'proved',
  };
}

/** A day while its files come in. */
interface OpenDay {
  readonly dataset: string;
  readonly partition: string;
  readonly date: string;
  readonly files: FileRecord[];
  readonly commits: Set<CheckedCommit>;
  sealed: number;
  retired: number;
}

function certifyDays(
  commits: readonly CheckedCommit[],
  dates: readonly string[] | null,
): CertifiedDay[] {
  const days = new Map<string, OpenDay>();
  const wanted = dates === null ? undefined : new Set(dates);
  for (const checked of commits) {
    for (const file of checked.commit.entry.files) {
      const { partition, date } = dayOf(file.partition);
      if (file.kind !== 'rows' || wanted?.has(date) === false) {
        continue;
      }
      const name = JSON.stringify([file.dataset, partition, date]);
      let day = days.get(name);
      if (day === undefined) {
        const { dataset } = file;
        day = { dataset, partition, date, files: [], commits: new Set(), sealed: 0, retired: 0 };
        days.set(name, day);
      }
      day.files.push(file);
      day.commits.add(checked);
      day.sealed += checked.facts.sealed.has(file.key) ? 1 : 0;
      day.retired += checked.facts.retired.has(file.key) ? 1 : 0;
    }
  }
  return [...days]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, day]) => certifyDay(day));
}

/** `symbol=ESZ5/date=2025-12-16/hour=14` → the value and the date. */
function dayOf(path: string): { partition: string; date: string } {
  const [value = '', date = ''] = path.split('/').map((part) => part.slice(part.indexOf('=') + 1));
  return { partition: value === '' ? '' : decodePartitionValue(value), date };
}

function certifyDay({ dataset, partition, date, files, commits, ...day }: OpenDay): CertifiedDay {
  const times = files.flatMap(({ min_ts: min, max_ts: max }) => [min, max]);
  const known = times.filter((time) => time !== null);
  const gaps = new Map<string, bigint>();
  let letters = 0;
  for (const { commit, letters: byDataset } of commits) {
    letters += (byDataset.get(dataset) ?? 0) + (byDataset.get('') ?? 0);
    for (const { reason, from, to } of commit.entry.gaps) {
      gaps.set(reason, (gaps.get(reason) ?? 0n) + to - from + 1n);
    }
  }
  return {
    dataset,
    partition,
    date,
    files: files.length,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    first_ts: known.reduce((least, time) => (time < least ? time : least)),
    last_ts: known.reduce((greatest, time) => (time > greatest ? time : greatest)),
    digest: dayDigest(files),
    dead_letters: letters,
    gaps: [...gaps]
      .map(([reason, messages]) => ({ reason, messages }))
      .sort((one, other) => (one.reason < other.reason ? -1 : 1)),
    sealed_files: day.sealed,
    retired_files: day.retired,
  };
}
