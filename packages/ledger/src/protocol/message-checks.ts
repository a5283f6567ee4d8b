import { decodeChecks, type IntentEntry } from '@assay/schemas';
import type { BuiltBatch, MessageCheck } from '../batch.js';

/** Every message that the intents announced, with its check; undefined where one has none. */
export function storedChecks(intents: readonly IntentEntry[]): MessageCheck[] | undefined {
  const stored: MessageCheck[] = [];
  for (const { range, gaps = [], checks: encoded, messages } of intents) {
    // What is announced without a message needs none: where the log holds one now, it is another.
    const checks = encoded === undefined && messages > 0 ? undefined : decodeChecks(encoded ?? '');
    if (checks?.length !== messages) {
      return undefined;
    }
    let index = 0;
    let missing = 0;
    for (let sequence = range.from; sequence <= range.to; sequence += 1n) {
      const gap = gaps.at(missing);
      if (gap !== undefined && sequence >= gap.from) {
        sequence = gap.to;
        missing += 1;
        continue;
      }
      stored.push({ sequence, check: checks[index] });
      index += 1;
    }
  }
  return stored;
}

/** The check of every message of a batch; undefined where it has none. */
export function checksOf({ from, to, gaps, checks }: BuiltBatch): Map<bigint, number> | undefined {
  if (checks === undefined) {
    return undefined;
  }
  const found = new Map<bigint, number>();
  let next = from;
  for (const gap of [...gaps, { from: to + 1n, to: to + 1n }]) {
    for (; next < gap.from; next += 1n) {
      found.set(next, checks[found.size]);
    }
    next = gap.to + 1n;
  }
  return found;
}

/** The reason of a gap whose messages were there once, and are lost with the log. */
export const LOST_WITH_LOG = 'lost-with-log';

/** Whether an intent gives this message up as lost: should the log come back, it may be there again. */
export function isGivenUp({ gaps = [] }: IntentEntry, sequence: bigint): boolean {
  return gaps.some(
    ({ from, to, reason }) => reason === LOST_WITH_LOG && from <= sequence && sequence <= to,
  );
}
