import type { Findings } from './problem.js';
import type { ShardFacts } from './shard-facts.js';

/** Messages that one commit stored, without a hole. */
interface StoredRange {
  readonly shard: string;
  /** The commit's entry. */
  readonly key: string;
  readonly from: bigint;
  readonly to: bigint;
}

/** Messages that two shards stored. */
interface Overlap {
  readonly one: StoredRange;
  readonly other: StoredRange;
  readonly from: bigint;
  to: bigint;
}

/**
 * Finds messages of one log that two shards stored: each of their events is in the lake twice, though
 * either shard is whole in itself. Shards that take different messages of one log have gaps where the other
 * stores, and share none.
 */
export function checkStoredOnce(shards: readonly ShardFacts[], findings: Findings): void {
  for (const [log, ranges] of rangesByLog(shards)) {
    for (const { one, other, from, to } of overlapsOf(ranges)) {
      findings.problem(
        'log-stored-twice',
        other.key,
        `messages ${from} to ${to} of ${log} in one shard`,
        `in ${other.shard}, and in ${one.shard} by ${one.key}`,
      );
    }
  }
}

/** What was stored of each incarnation of a log. */
function rangesByLog(shards: readonly ShardFacts[]): Map<string, StoredRange[]> {
  const byLog = new Map<string, StoredRange[]>();
  for (const { shard, epochs, commits } of shards) {
    const logs = new Map(
      epochs.map((each) => [each.epoch, `${each.stream} (created ${each.stream_created})`]),
    );
    for (const { key, entry } of commits) {
      const log = logs.get(entry.epoch);
      if (log !== undefined) {
        const ranges = byLog.get(log) ?? [];
        for (const range of delivered(entry)) {
          ranges.push({ shard, key, ...range });
        }
        byLog.set(log, ranges);
      }
    }
  }
  return byLog;
}

/** The ranges of a commit that are in none of its gaps. */
function delivered(commit: {
  readonly seq_from: bigint;
  readonly seq_to: bigint;
  readonly gaps: readonly { readonly from: bigint; readonly to: bigint }[];
}): { from: bigint; to: bigint }[] {
  const ranges: { from: bigint; to: bigint }[] = [];
  let from = commit.seq_from;
  for (const gap of commit.gaps.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (gap.from > from) {
      ranges.push({ from, to: gap.from - 1n });
    }
    from = gap.to >= from ? gap.to + 1n : from;
  }
  return from <= commit.seq_to ? [...ranges, { from, to: commit.seq_to }] : ranges;
}

/** One overlap for messages of two shards that follow one another, whatever commits hold them. */
function overlapsOf(ranges: readonly StoredRange[]): Overlap[] {
  const overlaps: Overlap[] = [];
  const latest = new Map<string, Overlap>();
  let open: StoredRange[] = [];
  const inOrder = ranges.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  for (const range of inOrder) {
    open = open.filter(({ to }) => to >= range.from);
    for (const before of open.filter(({ shard }) => shard !== range.shard)) {
      const [one, other] = before.shard < range.shard ? [before, range] : [range, before];
      const to = before.to < range.to ? before.to : range.to;
      const pair = JSON.stringify([one.shard, other.shard]);
      const last = latest.get(pair);
      if (last !== undefined && range.from <= last.to + 1n) {
        last.to = to > last.to ? to : last.to;
      } else {
        const overlap = { one, other, from: range.from, to };
        overlaps.push(overlap);
        latest.set(pair, overlap);
      }
    }
    open.push(range);
  }
  return overlaps;
}
