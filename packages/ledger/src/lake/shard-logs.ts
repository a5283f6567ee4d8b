import type { LedgerTier } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { LedgerError } from '../errors.js';
import type { LedgerFold } from '../read/ledger-fold.js';
import { createLedgerReader, type LedgerReader } from '../read/ledger-reader.js';
import { listShards } from '../read/list-shards.js';
import { movedTo } from './moved-to.js';
import type { Places } from './places.js';

/** One shard's log as it is now, and where its files may be. */
export interface ShardLog {
  readonly shard: string;
  readonly fold: LedgerFold;
  /** The lake asked for first, then those that it was moved to, up to the one it lives in. */
  readonly homes: readonly ObjectStore[];
}

/** The logs of a lake's tier. A shard that was moved away is followed to where it goes on. */
export interface ShardLogs {
  refresh(): Promise<ShardLog[]>;
}

export function createShardLogs(store: ObjectStore, places: Places, tier: LedgerTier): ShardLogs {
  const readers = new Map<ObjectStore, Map<string, LedgerReader>>();

  function readerOf(home: ObjectStore, shard: string): LedgerReader {
    const ofHome = readers.get(home) ?? new Map<string, LedgerReader>();
    readers.set(home, ofHome);
    const reader = ofHome.get(shard) ?? createLedgerReader({ store: home, tier, shard });
    ofHome.set(shard, reader);
    return reader;
  }

  async function logsIn(homes: readonly ObjectStore[]): Promise<ShardLog[]> {
    const home = homes[homes.length - 1];
    let logs: ShardLog[] = [];
    const next = new Set<string>();
    for (const shard of await listShards({ store: home, tier })) {
      const fold = await readerOf(home, shard).refresh();
      const place = movedTo(fold);
      if (place === undefined) {
        logs.push({ shard, fold, homes });
      } else {
        next.add(place);
      }
    }
    for (const place of next) {
      if (homes.some(({ root }) => root === place)) {
        throw new LedgerError(
          'PLACE_UNREACHABLE',
          `expected a lake in ${place}, was moved from there to ${home.root} and back: ` +
            'name the lake that goes on by DATA_ROOT',
        );
      }
      const stay = new Set(logs.map(({ shard }) => shard));
      const moved = await logsIn([...homes, await places.at(place)]);
      logs = logs.concat(moved.filter(({ shard }) => !stay.has(shard)));
    }
    return logs;
  }

  return { refresh: () => logsIn([store]) };
}
