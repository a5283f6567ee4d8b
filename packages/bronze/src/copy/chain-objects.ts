import { readEntries, type LedgerPlace } from '@assay/ledger';
import { ledgerEntryNumber, ledgerLogFolder } from '@assay/schemas';

const SEGMENT = /\/segments\/(\d+)-(\d+)\.ndjson$/;

/** An object of a commit log: one entry, or a segment of many. */
export interface ChainObject {
  readonly key: string;
  /** Numbers of the first and the last entry in it. */
  readonly first: number;
  readonly last: number;
}

/** `_lake/bronze/<shard>/`: a shard's records. */
function shardFolder({ tier, shard }: LedgerPlace): string {
  return ledgerLogFolder(tier, shard).replace(/log\/$/, '');
}

/**
 * What a shard's chain of entries is kept in, up to number `head`, by the first entry in it; leases and
 * checkpoints are no part of the chain.
 */
export async function chainObjects(place: LedgerPlace, head = Infinity): Promise<ChainObject[]> {
  const { store, tier, shard } = place;
  const objects: ChainObject[] = [];
  for await (const { key } of store.list(shardFolder(place))) {
    const number = ledgerEntryNumber(tier, shard, key);
    const segment = SEGMENT.exec(key);
    const first = number ?? Number(segment?.[1]);
    const last = number ?? Number(segment?.[2]);
    if (last <= head) {
      objects.push({ key, first, last });
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
