import { createLedgerReader, listShards, movedTo, type LedgerFold } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import { BronzeError } from '../errors.js';

/** A shard's log as it is now. */
export interface ShardNow {
  readonly shard: string;
  readonly fold: LedgerFold;
}

/** Reads the logs of every Bronze shard; again, it reads only what was added since. */
export type FollowShards = () => Promise<readonly ShardNow[]>;

/** Throws `NO_DATA` for what is no lake, and `MOVED` for one that goes on elsewhere. */
export function followShards(store: ObjectStore): FollowShards {
  const readers = new Map<string, ReturnType<typeof createLedgerReader>>();
  return async () => {
    const shards: ShardNow[] = [];
    for (const shard of await listShards({ store, tier: 'bronze' })) {
      const reader = readers.get(shard) ?? createLedgerReader({ store, tier: 'bronze', shard });
      readers.set(shard, reader);
      const fold = await reader.refresh();
      const place = movedTo(fold);
      if (place !== undefined) {
        throw new BronzeError(
          'MOVED',
          `shard ${shard}: expected to be in this lake, was moved to ${place}: ` +
            'name that lake by DATA_ROOT',
        );
      }
      shards.push({ shard, fold });
    }
    if (shards.length === 0) {
      throw new BronzeError(
        'NO_DATA',
        `${store.root}: expected a lake, was no commit log there: name the lake by DATA_ROOT`,
      );
    }
    return shards;
  };
}
