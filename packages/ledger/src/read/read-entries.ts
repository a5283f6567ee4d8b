import {
  ledgerEntryKey,
  ledgerEntryNumber,
  ledgerLogFolder,
  parseLedgerEntry,
  sha256Hex,
  type LedgerTier,
} from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { LedgerError } from '../errors.js';
import type { LoggedEntry } from '../state/apply-entry.js';

/** One shard's log. */
export interface LedgerPlace {
  readonly store: ObjectStore;
  readonly tier: LedgerTier;
  readonly shard: string;
}

/** Entries read at a time: enough to hide a request's latency, too few to run out of file handles. */
const CONCURRENCY = 64;

/**
 * The entries after number `after`, in order and in groups, each checked in itself; whether they
 * follow from one another is `applyEntry`'s to say. Ends with the last one there was at the start.
 */
export async function* readEntries(
  place: LedgerPlace,
  after: number,
): AsyncGenerator<readonly LoggedEntry[]> {
  const last = await lastNumber(place, after);
  for (let from = after + 1; from <= last; from += CONCURRENCY) {
    const width = Math.min(CONCURRENCY, last - from + 1);
    yield Promise.all(
      Array.from({ length: width }, (_, index) => readListedEntry(place, from + index)),
    );
  }
}

/** The entry with this number and its bytes; undefined when there is none. */
export async function readEntry(
  place: LedgerPlace,
  number: number,
): Promise<(LoggedEntry & { readonly bytes: Uint8Array }) | undefined> {
  const key = ledgerEntryKey(place.tier, place.shard, number);
  let bytes: Uint8Array;
  try {
    bytes = await place.store.read(key);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
  return { entry: parseLedgerEntry(bytes, key), sha256: sha256Hex(bytes), bytes };
}

async function readListedEntry(place: LedgerPlace, number: number): Promise<LoggedEntry> {
  const found = await readEntry(place, number);
  if (found === undefined) {
    throw new LedgerError(
      'BROKEN_CHAIN',
      `ledger ${place.tier}/${place.shard}: expected entry ${number}, was none although later ` +
        'ones exist: restore it from a copy',
    );
  }
  return { entry: found.entry, sha256: found.sha256 };
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
