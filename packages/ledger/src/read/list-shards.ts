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
    if (shard !== undefined) {
      shards.push(shard);
    }
    after = passedBy(folder, key, shard !== undefined);
  }
}

/**
 * Where to look next: after the whole shard when its log is found, else after the one object or folder
 * that comes before its log. Names inside are lower-case letters and digits, which sort before "~".
 */
function passedBy(folder: string, key: string, found: boolean): string {
  const [shard, child, ...deeper] = key.slice(folder.length).split('/');
  if (found) {
    return `${folder}${shard}/~`;
  }
  return deeper.length === 0 ? key : `${folder}${shard}/${child}/~`;
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
