import type { EventLog } from '@assay/bus';
import { createFramer, type Framer } from '@assay/query';
import { messageFingerprint } from '@assay/schemas';
import { Batch } from '../batch/batch.js';
import type { CheckContext } from './check-context.js';
import { compareRows } from './compare-rows.js';
import type { ShardFacts, VerifiedCommit } from './shard-facts.js';
import { StreamFeed } from './stream-feed.js';

/** Messages of the committed ranges that were compared, and those that the log no longer holds. */
export interface StreamComparison {
  readonly compared: bigint;
  readonly notRetained: bigint;
}

/** Sequences of a commit that the log's present lineage vouches for. */
interface LivingRange {
  readonly commit: VerifiedCommit;
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Compares what is stored of a shard with every message that its log still holds: marks, event counts
 * and each value of each row, read anew by the same framer. One batch is in memory at a time.
 *
 * @param log undefined when it cannot be asked: nothing is compared, and all of it counted so
 */
export async function compareWithStream(
  context: CheckContext,
  facts: ShardFacts,
  commits: readonly VerifiedCommit[],
  log: EventLog | undefined,
): Promise<StreamComparison> {
  const committed = commits.reduce((sum, { entry }) => sum + BigInt(entry.delivered), 0n);
  const none = { compared: 0n, notRetained: committed };
  if (log === undefined) {
    return none;
  }
  const { created, firstSequence } = await log.state();
  const ranges = livingRanges(facts, commits, created);
  if (ranges.length === 0) {
    return none;
  }
  const [first] = ranges;
  const start = first.from > firstSequence ? first.from : firstSequence;
  const feed = new StreamFeed(log, start, created);
  const framer = createFramer(context.registry);
  let compared = 0n;
  try {
    for (const range of ranges) {
      if (range.to >= firstSequence) {
        compared += await compareRange(context, facts, framer, feed, range, firstSequence);
      }
    }
  } finally {
    await feed.close();
  }
  return { compared, notRetained: committed > compared ? committed - compared : 0n };
}

/**
 * An incarnation that lost its tail numbers other messages like those it lost: of an epoch only what the
 * next one continues is still in the log.
 */
function livingRanges(
  { epochs }: ShardFacts,
  commits: readonly VerifiedCommit[],
  created: string,
): LivingRange[] {
  const living = new Map<number, bigint | undefined>();
  let epoch = epochs.findLast((each) => each.stream_created === created);
  let end: bigint | undefined;
  while (epoch !== undefined && !living.has(epoch.epoch)) {
    living.set(epoch.epoch, end);
    const { continues, first_seq: first, epoch: number } = epoch;
    end = first - 1n;
    epoch = epochs.findLast((each) =>
      continues === undefined
        ? // Written before lines were told apart: the log went on where it was left.
          each.epoch < number && each.stream_created === created
        : each.epoch === continues?.epoch,
    );
  }
  return commits
    .filter(({ entry }) => living.has(entry.epoch))
    .map((commit) => {
      const { epoch, seq_from: from, seq_to: last } = commit.entry;
      const limit = living.get(epoch);
      return { commit, from, to: limit === undefined || last < limit ? last : limit };
    })
    .filter(({ from, to }) => from <= to)
    .sort((one, other) => (one.from < other.from ? -1 : 1));
}

async function compareRange(
  context: CheckContext,
  facts: ShardFacts,
  framer: Framer,
  feed: StreamFeed,
  { commit, from, to }: LivingRange,
  firstSequence: bigint,
): Promise<bigint> {
  const { entry, key } = commit;
  const batch = new Batch(framer, from > firstSequence ? from : firstSequence);
  for await (const message of feed.take(from, to)) {
    const { sequence, subject, headers, bytes } = message;
    const gap = entry.gaps.find((each) => each.from <= sequence && sequence <= each.to);
    if (gap !== undefined) {
      const was = `message ${sequence}, which is declared missing (${gap.reason})`;
      context.findings.problem('message-differs', key, 'no message of a declared gap', was);
      continue;
    }
    batch.add(message);
    if (entry.last?.seq === sequence) {
      const sha256 = messageFingerprint(subject, headers, bytes);
      if (sha256 !== entry.last.sha256) {
        const expected = `message ${sequence} of SHA-256 ${entry.last.sha256}`;
        context.findings.problem('message-differs', key, expected, sha256);
      }
    }
  }
  if (batch.messages > 0) {
    await compareRows(context, facts, commit, batch);
  }
  return BigInt(batch.messages);
}
