import { BACKFILL_LIMITS, createShardKeeper, type ShardKeeper } from '@assay/bronze';
import { openEmbeddedLog, type EmbeddedLog } from '@assay/bus';
import { runMessages, type FeedMessage } from '@assay/feeds';
import { encodeRow, type AnyRow, type Dataset } from '@assay/schemas';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';
import { temporaryFolder } from '../../../support/temporary-folder.js';

/** An embedded log and the lake that it is stored in. */
export interface MarketLake extends AsyncDisposable {
  readonly log: EmbeddedLog;
  readonly store: ObjectStore;
  readonly stagingFolder: string;
  readonly bronze: ShardKeeper;
}

/** Opens both in a folder of the test. */
export async function openMarketLake(): Promise<MarketLake> {
  const folder = await temporaryFolder();
  const root = `${folder}/lake`;
  const store = createLocalStore({ root });
  const log = await openEmbeddedLog({ root: `${folder}/wal` });
  const bronze = createShardKeeper({
    log: log.market,
    store,
    shard: 'market',
    whileTaken: 'refuse',
    stagingFolder: localStagingFolder(root),
    limits: BACKFILL_LIMITS,
  });
  await bronze.start();
  return {
    ...{ log, store, bronze, stagingFolder: localStagingFolder(root) },
    [Symbol.asyncDispose]: async () => {
      await bronze.stop();
      await log.close();
    },
  };
}

/** Messages of one producer's run. */
export function messagesOf(
  dataset: Dataset,
  run: string,
  rows: readonly AnyRow[],
  firstOrdinal = 0,
): FeedMessage[] {
  const lines = rows.map((row) => encodeRow(dataset, row));
  return runMessages(dataset, run, firstOrdinal, lines);
}

/** Sends messages, many at a time and in their order. Gives the last one's sequence. */
export async function sendAll(
  { log }: MarketLake,
  messages: readonly FeedMessage[],
): Promise<bigint> {
  let last = 0n;
  for (let from = 0; from < messages.length; from += 64) {
    const some = messages.slice(from, from + 64);
    last = (await Promise.all(some.map((message) => log.append(message)))).at(-1) ?? last;
  }
  return last;
}
