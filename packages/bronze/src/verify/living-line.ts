import type { EpochEntry } from '@assay/ledger';
import type { ShardFacts, VerifiedCommit } from './shard-facts.js';

/** Sequences of a commit that the log's present lineage vouches for. */
export interface LivingRange {
  readonly commit: VerifiedCommit;
  readonly from: bigint;
  readonly to: bigint;
}

/** What a shard says of an incarnation of its log as it is now, without what the log lost since. */
export interface LivingLine {
  /** Its epochs, the latest first: each goes on in the log where the next one ends. */
  readonly epochs: readonly EpochEntry[];
  /** Ascending. */
  readonly ranges: readonly LivingRange[];
  /** Up to this sequence all that the log holds is accounted for. */
  readonly end: bigint;
}

/**
 * The line that counts in the incarnation `created`; undefined when the shard knows no such log. A log that
 * lost its tail numbers other messages like those it lost: of an epoch only what the next one continues is
 * still in the log.
 */
export function livingLine(
  { epochs, commits }: Pick<ShardFacts, 'epochs' | 'commits'>,
  created: string,
): LivingLine | undefined {
  const latest = epochs.findLast((each) => each.stream_created === created);
  if (latest === undefined) {
    return undefined;
  }
  const limits = new Map<number, bigint | undefined>();
  const line: EpochEntry[] = [];
  let epoch: EpochEntry | undefined = latest;
  let limit: bigint | undefined;
  while (epoch !== undefined && !limits.has(epoch.epoch)) {
    limits.set(epoch.epoch, limit);
    line.push(epoch);
    limit = epoch.first_seq - 1n;
    epoch = continuedBy(epoch, epochs);
  }
  const ranges = commits
    .filter(({ entry }) => limits.has(entry.epoch))
    .map((commit) => {
      const { epoch: of, seq_from: from, seq_to: last } = commit.entry;
      const cut = limits.get(of);
      return { commit, from, to: cut === undefined || last < cut ? last : cut };
    })
    .filter(({ from, to }) => from <= to)
    .sort((one, other) => (one.from < other.from ? -1 : 1));
  const begun = latest.first_seq - 1n;
  const end = ranges.reduce((last, { to }) => (to > last ? to : last), begun);
  return { epochs: line, ranges, end };
}

function continuedBy(
  { continues, epoch, stream_created: created }: EpochEntry,
  epochs: readonly EpochEntry[],
): EpochEntry | undefined {
  return epochs.findLast((each) =>
    continues === undefined
      ? // Written before lines were told apart: the log went on where it was left.
        each.epoch < epoch && each.stream_created === created
      : each.epoch === continues?.epoch,
  );
}
