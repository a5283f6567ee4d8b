import { ledgerSegmentFolder, ledgerSegmentRange, type SegmentRange } from '@assay/schemas';
import { LedgerError } from '../errors.js';
import type { LedgerPlace } from '../read/read-entries.js';

/**
 * The segments of a log, oldest first. Throws `BROKEN_CHAIN` where anything else lies among them.
 */
export async function listSegments(place: LedgerPlace): Promise<readonly SegmentRange[]> {
  const { store, tier, shard } = place;
  const segments: SegmentRange[] = [];
  for await (const { key } of store.list(ledgerSegmentFolder(tier, shard))) {
    const range = ledgerSegmentRange(tier, shard, key);
    if (range === undefined) {
      throw new LedgerError(
        'BROKEN_CHAIN',
        `ledger ${tier}/${shard}: expected segments only, was ${key}: move it away`,
      );
    }
    segments.push(range);
  }
  return segments;
}

/** The segment that holds entry `number`; undefined when it is in none. */
export function segmentOf(
  segments: readonly SegmentRange[],
  number: number,
): SegmentRange | undefined {
  return segments.find(({ from, to }) => from <= number && number <= to);
}
