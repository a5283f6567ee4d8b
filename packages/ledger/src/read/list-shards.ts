import { ledgerFolder, shardOfLedgerKey, type LedgerTier } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** The shards of a tier that have a log, by the bytes of their encoded names. */
export async function listShards(place: {
  readonly store: ObjectStore;
  readonly tier: LedgerTier;
}): Promise<readonly string[]> {
  const folder = ledgerFolder(place.tier);
  const shards: string[] = [];
  let after: string | undefined;
  for (;;) {
    const key = await firstKey(place.store, folder, after);
    if (key === undefined) {
      return shards;
    }
    const shard = shardOfLedgerKey(place.tier, key);
    if (shard === undefined) {
      after = key;
    } else {
      shards.push(shard);
      // Past every entry of this log at once: their names are digits, which sort before "~".
      after = `${key.slice(0, key.lastIndexOf('/') + 1)}~`;
    }
  }
}

async function firstKey(
  store: ObjectStore,
  folder: string,
  after: string | undefined,
): Promise<string | undefined> {
  for await (const { key } of store.list(folder, after === undefined ? {} : { after })) {
    return key;
  }
  return undefined;
}
