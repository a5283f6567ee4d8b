import { join } from 'node:path';
import { openQuerySession } from '@assay/query';
import {
  datasetFolder,
  futuresTrades,
  NS_PER_HOUR,
  NS_PER_SECOND,
  placeFolder,
  sha256Hex,
  SILVER_FILE_NAME,
  type AnyRow,
} from '@assay/schemas';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';
import { onTestFinished } from 'vitest';
import { createCompactor, type Compactor, type CompactorOptions } from '../../../src/index.js';
import { createBronzeLake } from '../../support/bronze-lake.js';
import { scratchFolder } from '../../support/scratch-folder.js';

export const dataset = futuresTrades;
export const DATE = '2024-12-18';
/** 2024-12-18 00:00:00 UTC. */
const MIDNIGHT_NS = 1_734_480_000_000_000_000n;

/** A trade of `symbol` at `second` of `hour`, the `ordinal`th of the run. */
export function trade(hour: number, second: number, other: AnyRow = {}): AnyRow {
  const time = MIDNIGHT_NS + BigInt(hour) * NS_PER_HOUR + BigInt(second) * NS_PER_SECOND;
  return {
    ts_event_ns: time,
    ts_recv_ns: time + 1n,
    source: 'GLBX.MDP3',
    symbol: 'ESZ4',
    price: 6_000.25 + second,
    size: 1,
    aggressor: 1,
    exchange: null,
    seq: BigInt(hour * 10_000 + second),
    _run: 'live',
    _run_pos: BigInt(hour * 10_000 + second),
    ...other,
  };
}

/** Ten trades in each of some hours. */
export function tradesIn(...hours: number[]): AnyRow[] {
  return hours.flatMap((hour) => Array.from({ length: 10 }, (_, second) => trade(hour, second)));
}

export function keyOf(hour: string, symbol = 'ESZ4'): string {
  const place = { dataset, value: symbol, date: DATE, hour };
  return `${placeFolder(place, 'silver')}/${SILVER_FILE_NAME}`;
}

/** A local lake with a Bronze tier to be filled, and a compactor of it. */
export async function createScene(options: Partial<CompactorOptions> = {}) {
  const folder = await scratchFolder();
  const root = join(folder, 'lake');
  const store = createLocalStore({ root });
  const stagingFolder = localStagingFolder(root);
  const lake = createBronzeLake({ store, stagingFolder });
  const open = (other: Partial<CompactorOptions> = {}): Compactor => {
    const compactor = createCompactor({ store, stagingFolder, threads: 2, ...options, ...other });
    onTestFinished(() => compactor.close());
    return compactor;
  };
  onTestFinished(() => lake.close());
  return { folder, root, store, stagingFolder, lake, open, compactor: open() };
}

/** SHA-256 of every Silver file, by key. */
export async function silverFiles(store: ObjectStore): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { key } of store.list(`${datasetFolder(dataset, 'silver')}/`)) {
    files.set(key, sha256Hex(await store.read(key)));
  }
  return files;
}

/** Rows of an hour's file. */
export async function rowCount(store: ObjectStore, key: string): Promise<number> {
  const copy = await store.localCopy(key);
  const session = await openQuerySession();
  try {
    const [row] = await session.rows(`SELECT count(*) AS rows FROM read_parquet('${copy.path}')`);
    return Number(row['rows']);
  } finally {
    session.close();
    await copy.release();
  }
}
