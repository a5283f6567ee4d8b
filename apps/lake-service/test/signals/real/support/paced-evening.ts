import type { FeedMessage } from '@assay/feeds';
import { futuresMbp10, futuresTrades, type AnyRow, type Dataset } from '@assay/schemas';
import type { Evening } from './es-evening.js';
import { messagesOf } from './market-lake.js';

/** Messages that are sent at one instant of a producer's clock. */
export interface Sending {
  readonly atNs: bigint;
  readonly messages: readonly FeedMessage[];
}

/**
 * The evening as its feed sent it: each row at the end of the step in which it became known, one run a dataset.
 *
 * @param fromNs what was known before is sent at once, then
 */
export function sendingsOf(
  evening: Evening,
  fromNs: bigint,
  toNs: bigint,
  stepNs: bigint,
): Sending[] {
  const tape = inSteps(futuresTrades, evening.trades, fromNs, stepNs);
  const book = inSteps(futuresMbp10, evening.books, fromNs, stepNs);
  const found: Sending[] = [];
  for (let atNs = fromNs; atNs <= toNs; atNs += stepNs) {
    found.push({ atNs, messages: [...(tape.get(atNs) ?? []), ...(book.get(atNs) ?? [])] });
  }
  return found;
}

function inSteps(
  dataset: Dataset,
  rows: readonly AnyRow[],
  fromNs: bigint,
  stepNs: bigint,
): Map<bigint, FeedMessage[]> {
  const steps = new Map<bigint, AnyRow[]>();
  for (const row of rows) {
    const knownNs = BigInt(row.ts_recv_ns ?? 0);
    const since = knownNs <= fromNs ? 0n : (knownNs - fromNs + stepNs - 1n) / stepNs;
    const atNs = fromNs + since * stepNs;
    const own = steps.get(atNs) ?? [];
    steps.set(atNs, own);
    own.push(row);
  }
  const found = new Map<bigint, FeedMessage[]>();
  let ordinal = 0;
  for (const [atNs, own] of [...steps].sort(([one], [other]) => (one < other ? -1 : 1))) {
    found.set(atNs, messagesOf(dataset, dataset.name, own, ordinal));
    ordinal += own.length;
  }
  return found;
}
