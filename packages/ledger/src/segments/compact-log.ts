import {
  encodeLedgerSegment,
  ledgerSegmentKey,
  NO_ENTRY_SHA256,
  type LedgerSegment,
  type SegmentRange,
} from '@assay/schemas';
import type { Logger } from '@assay/telemetry';
import { LedgerError } from '../errors.js';
import type { LedgerPlace } from '../read/read-entries.js';
import { gatherEntries, type GatheredEntries } from './gather-entries.js';
import { listSegments } from './list-segments.js';
import { readSegment } from './read-segment.js';
import { sweepSingles } from './sweep-singles.js';

/** Entries of a segment, unless its bytes are enough before. */
export const SEGMENT_ENTRIES = 10_000;
/** A segment is read whole: it ends with the entry that brings it to so many bytes. */
const SEGMENT_BYTES = 32 * 1024 * 1024;

/** How to compact a log. */
export interface CompactOptions extends LedgerPlace {
  /** Number of the last entry that may go into a segment. */
  readonly head: number;
  readonly logger: Logger;
  readonly segmentEntries?: number;
  readonly segmentBytes?: number;
  /** Ends the work early, after one segment: the log is whole at any time. */
  readonly signal?: AbortSignal;
}

/**
 * Writes the older entries of a log into segments, and then removes their single files, but for those
 * that keep a frozen writer out. Any number of processes may do so at once: the segments' bytes depend
 * on the entries alone. Resolves with the number of the last entry that is in a segment.
 *
 * Throws `BROKEN_CHAIN` where entries do not follow from one another, or a segment of other bytes is
 * there: nothing is removed then.
 */
export async function compactLog(options: CompactOptions): Promise<number> {
  const { segmentEntries = SEGMENT_ENTRIES, head, signal } = options;
  const range = (await listSegments(options)).at(-1);
  let newest = range && (await readSegment(options, range));
  if (newest !== undefined) {
    // Whoever wrote it may not have come to this.
    await sweepSingles(options, newest);
  }
  for (;;) {
    const to = newest?.header.to ?? 0;
    if (head - to < segmentEntries) {
      return to;
    }
    newest = await writeSegment(options, newest);
    if (newest === undefined) {
      return to;
    }
    await sweepSingles(options, newest);
    if (signal?.aborted === true) {
      return newest.header.to;
    }
  }
}

/** The segment after `previous`; undefined when another process has just written it. */
async function writeSegment(
  options: CompactOptions,
  previous: LedgerSegment | undefined,
): Promise<LedgerSegment | undefined> {
  const { store, tier, shard, segmentEntries = SEGMENT_ENTRIES } = options;
  const prevSha256 = previous?.header.last_sha256 ?? NO_ENTRY_SHA256;
  const gathered = await gatherEntries(options, {
    from: (previous?.header.to ?? 0) + 1,
    prevSha256,
    entries: segmentEntries,
    bytes: options.segmentBytes ?? SEGMENT_BYTES,
  });
  if (gathered === undefined) {
    return undefined;
  }
  const { from, to, lastSha256, lines } = gathered;
  const header = {
    format: 1,
    kind: 'segment',
    tier,
    shard,
    from,
    to,
    prev_sha256: prevSha256,
    last_sha256: lastSha256,
    prev_segment_sha256: previous?.headerSha256 ?? NO_ENTRY_SHA256,
  } as const;
  const bytes = encodeLedgerSegment(header, lines);
  await store.createIfAbsent(ledgerSegmentKey(tier, shard, gathered), { bytes });
  return readBack(options, gathered, bytes);
}

/** Nothing is removed before the segment was read back as it has to be. */
async function readBack(
  place: LedgerPlace,
  range: SegmentRange & GatheredEntries,
  bytes: Uint8Array,
): Promise<LedgerSegment> {
  const key = ledgerSegmentKey(place.tier, place.shard, range);
  const found = await place.store.read(key);
  if (Buffer.compare(found, bytes) !== 0) {
    throw new LedgerError(
      'BROKEN_CHAIN',
      `${key}: expected the entries ${range.from} to ${range.to} of this log, was other bytes: ` +
        'move it away, the single entries are all there',
    );
  }
  return readSegment(place, range);
}
