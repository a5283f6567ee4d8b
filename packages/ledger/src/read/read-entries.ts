import {
  ledgerEntryKey,
  ledgerEntryNumber,
  ledgerLogFolder,
  parseLedgerEntry,
  reviveLedgerEntry,
  sha256Hex,
  type LedgerTier,
  type SegmentRange,
} from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { LedgerError } from '../errors.js';
import { listSegments, segmentOf } from '../segments/list-segments.js';
import { readSegment } from '../segments/read-segment.js';
import type { LoggedEntry } from '../state/apply-entry.js';

/** One shard's log. */
export interface LedgerPlace {
  readonly store: ObjectStore;
  readonly tier: LedgerTier;
  readonly shard: string;
}

/** An entry, and the bytes that it was read from. */
export interface EntryBytes extends LoggedEntry {
  readonly bytes: Uint8Array;
}

/** Entries read at a time: enough to hide a request's latency, too few to run out of file handles. */
const CONCURRENCY = 64;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The entries after number `after`, in order and in groups, each checked in itself or vouched for by its
 * segment's digest; whether they follow from one another is `applyEntry`'s to say. Ends with the last
 * one there was at the start.
 */
export async function* readEntries(
  place: LedgerPlace,
  after: number,
): AsyncGenerator<readonly LoggedEntry[]> {
  // In this order: a single entry that is removed meanwhile is in a segment by then.
  const lastSingle = await lastNumber(place, after);
  let segments = await listSegments(place);
  const last = Math.max(lastSingle, segments.at(-1)?.to ?? 0);
  for (let next = after + 1; next <= last;) {
    const segment = segmentOf(segments, next);
    if (segment !== undefined) {
      yield await readSegmentEntries(place, segment, next);
      next = segment.to + 1;
      continue;
    }
    const found = await readSingles(place, next, last, segments);
    if (found.length > 0) {
      yield found;
      next += found.length;
      continue;
    }
    segments = await listSegments(place);
    if (segmentOf(segments, next) === undefined) {
      throw missing(place, next);
    }
  }
}

/**
 * The entry with this number and its bytes; undefined when there is none. What a segment holds is the
 * log, whatever lies beside it: a writer that was frozen may have made a number anew that is in one.
 */
export async function readEntry(
  place: LedgerPlace,
  number: number,
): Promise<EntryBytes | undefined> {
  // In this order: a single entry that is removed meanwhile is in a segment by then.
  const single = await readEntryFile(place, number);
  const range = segmentOf(await listSegments(place), number);
  if (range === undefined) {
    return single;
  }
  const bytes = (await readSegment(place, range)).lines[number - range.from];
  return checked(place, number, bytes);
}

/** The entry in the file of its own; undefined when there is no such file. */
export async function readEntryFile(
  place: LedgerPlace,
  number: number,
): Promise<EntryBytes | undefined> {
  const bytes = await readIfThere(place.store, ledgerEntryKey(place.tier, place.shard, number));
  return bytes && checked(place, number, bytes);
}

/** An object's bytes; undefined when there is no such object. */
export async function readIfThere(
  store: ObjectStore,
  key: string,
): Promise<Uint8Array | undefined> {
  try {
    return await store.read(key);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}

/** Single entries from `from` on, up to the first that is not there or is in a segment. */
async function readSingles(
  place: LedgerPlace,
  from: number,
  last: number,
  segments: readonly SegmentRange[],
): Promise<readonly LoggedEntry[]> {
  const segmentFrom = segments.find((segment) => segment.from > from)?.from ?? Infinity;
  const width = Math.min(CONCURRENCY, last - from + 1, segmentFrom - from);
  const found = await Promise.all(
    Array.from({ length: width }, (_, index) => readSingle(place, from + index)),
  );
  const end = found.indexOf(undefined);
  return (end === -1 ? found : found.slice(0, end)).filter((entry) => entry !== undefined);
}

async function readSingle(place: LedgerPlace, number: number): Promise<LoggedEntry | undefined> {
  const found = await readEntryFile(place, number);
  // Without its bytes, which a long log's reader would hold all of.
  return found && { entry: found.entry, sha256: found.sha256 };
}

function checked({ tier, shard }: LedgerPlace, number: number, bytes: Uint8Array): EntryBytes {
  const entry = parseLedgerEntry(bytes, ledgerEntryKey(tier, shard, number));
  return { entry, sha256: sha256Hex(bytes), bytes };
}

/**
 * The entries of a segment from `next` on. Its digest was made when every link held: so an entry's SHA-256
 * is taken from the entry after it, and the last one's from the header.
 */
async function readSegmentEntries(
  place: LedgerPlace,
  range: SegmentRange,
  next: number,
): Promise<readonly LoggedEntry[]> {
  const { header, lines } = await readSegment(place, range);
  const entries = lines.slice(next - range.from).map((line, index) => {
    const entry = reviveLedgerEntry(UTF8.decode(line));
    // A kind of a later release: the full check says so in its own words.
    return entry ?? parseLedgerEntry(line, ledgerEntryKey(place.tier, place.shard, next + index));
  });
  return entries.map((entry, index) => ({
    entry,
    sha256: entries.at(index + 1)?.prev_sha256 ?? header.last_sha256,
  }));
}

/** Listings only tell where the log ends: a hole in one may be an entry that appeared meanwhile. */
async function lastNumber({ store, tier, shard }: LedgerPlace, after: number): Promise<number> {
  const options = after === 0 ? {} : { after: ledgerEntryKey(tier, shard, after) };
  let last = after;
  for await (const { key } of store.list(ledgerLogFolder(tier, shard), options)) {
    const number = ledgerEntryNumber(tier, shard, key);
    if (number === undefined) {
      throw new LedgerError(
        'BROKEN_CHAIN',
        `ledger ${tier}/${shard}: expected numbered entries only, was ${key}: move it away`,
      );
    }
    last = Math.max(last, number);
  }
  return last;
}

function missing({ tier, shard }: LedgerPlace, number: number): LedgerError {
  return new LedgerError(
    'BROKEN_CHAIN',
    `ledger ${tier}/${shard}: expected entry ${number}, was none although later ones exist: ` +
      'restore it from a copy',
  );
}
