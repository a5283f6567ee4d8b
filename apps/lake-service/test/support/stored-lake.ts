import { createBronzeWriter } from '@assay/bronze';
import { openEmbeddedLog } from '@assay/bus';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { tradeLine } from './events.js';
import { temporaryFolder } from './temporary-folder.js';

/** A lake in a folder beside which there is room for others, and the variables that name it. */
export interface StoredLake {
  readonly folder: string;
  readonly env: { readonly DATA_ROOT: string; readonly WAL_ROOT: string };
}

const NS_PER_DAY = 86_400_000_000_000n;
const FIRST_NS = 1_765_895_400_000_000_000n;

/**
 * One trade on each of so many days from 2025-12-16 on, stored through an embedded log.
 *
 * @param isTwice each trade comes twice, without a number that would tell whether it is one
 */
export async function storedLake(days = 2, isTwice = false): Promise<StoredLake> {
  const folder = await temporaryFolder();
  const env = { DATA_ROOT: `${folder}/lake`, WAL_ROOT: `${folder}/wal` };
  const log = await openEmbeddedLog({ root: env.WAL_ROOT });
  const writer = createBronzeWriter({
    log: log.market,
    store: createLocalStore({ root: env.DATA_ROOT }),
    shard: 'market',
    stagingFolder: localStagingFolder(env.DATA_ROOT),
  });
  await writer.start();
  const lines = Array.from({ length: days }, (_, day) => {
    const time = String(FIRST_NS + BigInt(day) * NS_PER_DAY);
    const line = tradeLine(day, {
      ...{ ts_event_ns: time, ts_recv_ns: time },
      ...(isTwice ? { seq: 'null' } : {}),
    });
    return isTwice ? `${line}\n${line}` : line;
  });
  await log.append({
    subject: 'market.futures.trades',
    headers: { 'Content-Type': 'application/x-ndjson' },
    bytes: Buffer.from(lines.join('\n')),
  });
  await writer.stop();
  await log.close();
  return { folder, env };
}
