import {
  ledgerSegmentKey,
  parseLedgerSegment,
  type LedgerSegment,
  type SegmentRange,
} from '@assay/schemas';
import { LedgerError } from '../errors.js';
import type { LedgerPlace } from '../read/read-entries.js';

/**
 * Reads one segment. Throws `BAD_RECORD` of schemas where its bytes are not as they were written, and
 * `BROKEN_CHAIN` where it is another log's or range's.
 */
export async function readSegment(place: LedgerPlace, range: SegmentRange): Promise<LedgerSegment> {
  const { store, tier, shard } = place;
  const key = ledgerSegmentKey(tier, shard, range);
  const segment = parseLedgerSegment(await store.read(key), key);
  const { header } = segment;
  const says = `${header.tier}/${header.shard} ${header.from} to ${header.to}`;
  const expected = `${tier}/${shard} ${range.from} to ${range.to}`;
  if (says !== expected) {
    throw new LedgerError(
      'BROKEN_CHAIN',
      `${key}: expected entries of ${expected}, was ${says}: restore it from a copy`,
    );
  }
  return segment;
}
