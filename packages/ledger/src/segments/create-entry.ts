import { ledgerEntryKey, type LedgerEntry, type LedgerEntryKind } from '@assay/schemas';
import type { CreateOutcome } from '@assay/storage';
import type { LedgerPlace } from '../read/read-entries.js';
import { listSegments, segmentOf } from './list-segments.js';
import { readSegment } from './read-segment.js';

/**
 * The kinds of entry that others than the shard's owner add. What follows an owner's last entry is
 * always one of these: so they keep their single files when the rest goes into a segment, and an owner
 * that was frozen for however long still finds the number taken that it wants.
 */
export function mayComeFromAnyone(kind: LedgerEntryKind): boolean {
  return kind === 'claim' || kind === 'seal' || kind === 'retire';
}

/**
 * Creates an entry's own file, if the log has no entry of this number. One that is not the owner's (a
 * claim, a seal, a retirement) may have been composed long ago, and the file of its number been removed
 * since, because a segment holds it: so it looks for that segment afterwards, which was there before the
 * file went, and takes its own file away again. Rejects as `createIfAbsent` does.
 */
export async function createEntry(
  place: LedgerPlace,
  entry: LedgerEntry,
  bytes: Uint8Array,
): Promise<CreateOutcome> {
  const { number, kind } = entry;
  const key = ledgerEntryKey(place.tier, place.shard, number);
  const outcome = await place.store.createIfAbsent(key, { bytes });
  if (outcome === 'exists' || !mayComeFromAnyone(kind)) {
    return outcome;
  }
  const range = segmentOf(await listSegments(place), number);
  if (range === undefined) {
    return 'created';
  }
  const line = (await readSegment(place, range)).lines[number - range.from];
  if (Buffer.compare(line, bytes) === 0) {
    // It was created in time, and went into a segment before this writer came to look: its file stays.
    return 'created';
  }
  await place.store.remove(key);
  return 'exists';
}
