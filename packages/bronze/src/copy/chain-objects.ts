import { readEntries, type LedgerPlace } from '@assay/ledger';
import {
  ledgerEntryNumber,
  ledgerLogFolder,
  ledgerSegmentFolder,
  ledgerSegmentRange,
} from '@assay/schemas';

/** An object of a commit log: one entry, or a segment of many. */
export interface ChainObject {
  readonly key: string;
  /** Numbers of the first and the last entry in it. */
  readonly first: number;
  readonly last: number;
}

/** What a shard's chain of entries is kept in, up to number `head`, by the first entry in it. */
export async function chainObjects(place: LedgerPlace, head = Infinity): Promise<ChainObject[]> {
  const { store, tier, shard } = place;
  const objects: ChainObject[] = [];
  // Single entries first: one that is removed meanwhile is in a segment by then.
  for await (const { key } of store.list(ledgerLogFolder(tier, shard))) {
    const number = ledgerEntryNumber(tier, shard, key);
    if (number !== undefined && number <= head) {
      objects.push({ key, first: number, last: number });
    }
  }
  for await (const { key } of store.list(ledgerSegmentFolder(tier, shard))) {
    const range = ledgerSegmentRange(tier, shard, key);
    if (range !== undefined && range.to <= head) {
      objects.push({ key, first: range.from, last: range.to });
    }
  }
  return objects.sort((one, other) => one.first - other.first || other.last - one.last);
}

/** SHA-256 of one entry, wherever it is kept; undefined when the log does not reach it. */
export async function entrySha256(place: LedgerPlace, number: number): Promise<string | undefined> {
  for await (const group of readEntries(place, number - 1)) {
    return group.at(0)?.sha256;
  }
  return undefined;
}
