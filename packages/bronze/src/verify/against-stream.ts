import type { EventLog } from '@assay/bus';
import { createFramer, type Framer } from '@assay/query';
import { ledgerEntryKey, messageFingerprint } from '@assay/schemas';
import { Batch } from '../batch/batch.js';
import type { CheckContext } from './check-context.js';
import { compareRows } from './compare-rows.js';
import { livingLine, type LivingLine, type LivingRange } from './living-line.js';
import type { ShardFacts, VerifiedCommit } from './shard-facts.js';
import { StreamFeed } from './stream-feed.js';
import { UnstoredMessages } from './unstored.js';

/** Messages of the committed ranges that were compared, and those that the log no longer holds. */
export interface StreamComparison {
  readonly compared: bigint;
  readonly notRetained: bigint;
}

/** What of a shard is compared. */
export interface ComparedShard {
  readonly facts: ShardFacts;
  /** The commits whose rows are compared. */
  readonly commits: readonly VerifiedCommit[];
  /**
   * Whether these are all there are: then each message that the log holds up to the last of them has to be
   * in one.
   */
  readonly isWhole: boolean;
}

/**
 * Compares what is stored of a shard with every message that its log still holds: marks, event counts
 * and each value of each row, read anew by the same framer. One batch is in memory at a time.
 *
 * @param log undefined when it cannot be asked: nothing is compared, and all of it counted so
 */
export async function compareWithStream(
  context: CheckContext,
  { facts, commits, isWhole }: ComparedShard,
  log: EventLog | undefined,
): Promise<StreamComparison> {
  const committed = commits.reduce((sum, { entry }) => sum + BigInt(entry.delivered), 0n);
  const none = { compared: 0n, notRetained: committed };
  if (log === undefined) {
    return none;
  }
  const { created, firstSequence } = await log.state();
  const line = livingLine(facts, created);
  if (line === undefined) {
    return none;
  }
  const chosen = new Set(commits);
  const ranges = line.ranges.filter(({ commit, to }) => chosen.has(commit) && to >= firstSequence);
  const [first] = ranges;
  const start =
    isWhole || first === undefined || first.from < firstSequence ? firstSequence : first.from;
  const feed = new StreamFeed(log, start, created);
  const unstored = new UnstoredMessages(facts.shard);
  const framer = createFramer(context.registry);
  let compared = 0n;
  let next = start;
  try {
    for (const range of ranges) {
      if (isWhole) {
        await takeUncovered(feed, line, { from: next, to: range.from - 1n }, facts, unstored);
      }
      compared += await compareRange(context, facts, framer, feed, range, firstSequence, unstored);
      next = range.to + 1n;
    }
    if (isWhole) {
      await takeUncovered(feed, line, { from: next, to: line.end }, facts, unstored);
    }
  } finally {
    await feed.close();
  }
  unstored.report(context.findings);
  return { compared, notRetained: committed > compared ? committed - compared : 0n };
}

/** What the log holds of sequences that no commit covers. */
async function takeUncovered(
  feed: StreamFeed,
  { epochs }: LivingLine,
  { from, to }: { readonly from: bigint; readonly to: bigint },
  { shard }: ShardFacts,
  unstored: UnstoredMessages,
): Promise<void> {
  if (to < from) {
    return;
  }
  for await (const { sequence } of feed.take(from, to)) {
    // The epoch it would belong to, or the first one, which began above it.
    const epoch = epochs.find((each) => each.first_seq <= sequence) ?? epochs[epochs.length - 1];
    const gap = epoch.gaps.find((each) => each.from <= sequence && sequence <= each.to);
    unstored.add(sequence, ledgerEntryKey('bronze', shard, epoch.number), gap?.reason);
  }
}

async function compareRange(
  context: CheckContext,
  facts: ShardFacts,
  framer: Framer,
  feed: StreamFeed,
  { commit, from, to }: LivingRange,
  firstSequence: bigint,
  unstored: UnstoredMessages,
): Promise<bigint> {
  const { entry, key } = commit;
  const batch = new Batch(framer, from > firstSequence ? from : firstSequence);
  for await (const message of feed.take(from, to)) {
    const { sequence, subject, headers, bytes } = message;
    const gap = entry.gaps.find((each) => each.from <= sequence && sequence <= each.to);
    if (gap !== undefined) {
      unstored.add(sequence, key, gap.reason);
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
