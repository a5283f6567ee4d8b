import { join } from 'node:path';
import { listShards } from '@assay/ledger';
import { openQuerySession } from '@assay/query';
import { futuresTrades, parseBronzeFileName, stocksTrades, type AnyRow } from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBronzeLake } from './bronze-lake.js';
import { scratchFolder } from './scratch-folder.js';

/** 2024-12-18 14:30:00 UTC. */
const HALF_PAST_TWO_NS = 1_734_532_200_000_000_000n;
const HOUR_NS = 3_600_000_000_000n;

async function createScene() {
  const folder = await scratchFolder();
  const root = join(folder, 'lake');
  const store = createLocalStore({ root });
  const lake = createBronzeLake({ store, stagingFolder: localStagingFolder(root) });
  onTestFinished(() => lake.close());
  return { folder, root, store, lake };
}

function trade(offsetNs: bigint, other: AnyRow = {}): AnyRow {
  const time = HALF_PAST_TWO_NS + offsetNs;
  return {
    ts_event_ns: time,
    ts_recv_ns: time + 1n,
    source: 'GLBX.MDP3',
    symbol: 'ESZ4',
    price: 6_000.25,
    size: 1,
    aggressor: 1,
    exchange: null,
    seq: null,
    ...other,
  };
}

describe('createBronzeLake', () => {
  it('commits sorted files of one hour each, with positions and runs', async () => {
    const { lake, root } = await createScene();
    const rows = [
      trade(2n, { _run: 'a', _run_pos: 0n }),
      trade(1n, { _run: 'a', _run_pos: 1 }),
      trade(HOUR_NS),
    ];
    const files = await lake.add(futuresTrades, rows, { eventsPerMessage: 2 });
    expect(files.map(({ partition, rows: count }) => [partition, count])).toEqual([
      ['symbol=ESZ4/date=2024-12-18/hour=14', 2],
      ['symbol=ESZ4/date=2024-12-18/hour=15', 1],
    ]);
    const session = await openQuerySession();
    onTestFinished(() => {
      session.close();
    });
    const path = join(root, files[0].key);
    const stored = await session.rows(
      `SELECT _pos, _run, _run_pos FROM read_parquet('${path}', hive_partitioning = false)`,
    );
    expect(stored).toEqual([
      { _pos: 65_537n, _run: 'a', _run_pos: 1n },
      { _pos: 65_536n, _run: 'a', _run_pos: 0n },
    ]);
  });

  it('keeps shards and epochs apart', async () => {
    const { lake, store } = await createScene();
    await lake.add(futuresTrades, [trade(0n)]);
    await lake.nextEpoch();
    const [late] = await lake.add(futuresTrades, [trade(0n)]);
    expect(parseBronzeFileName(late.key.split('/').at(-1) ?? '')).toMatchObject({ epoch: 2 });
    await lake.add(stocksTrades, [{ ...trade(0n), symbol: 'SPY', conditions: null }], {
      shard: 'MARKET_STOCKS',
    });
    expect(await listShards({ store, tier: 'bronze' })).toEqual(['MARKET_STOCKS', 'market']);
    expect(await lake.files()).toHaveLength(2);
  });

  it('retires and archives files as retention and archives do', async () => {
    const { lake, store, folder } = await createScene();
    const [retired] = await lake.add(futuresTrades, [trade(0n)]);
    const [archived] = await lake.add(futuresTrades, [trade(1n)]);
    const elsewhere = createLocalStore({ root: join(folder, 'archive') });
    await lake.retire([retired]);
    await lake.archive([archived], elsewhere);
    expect(await lake.files()).toEqual([{ ...archived, sealedAt: elsewhere.root }]);
    expect(await store.head(retired.key)).toBeUndefined();
    expect(await elsewhere.head(archived.key)).toBeDefined();
    await lake.add(futuresTrades, [trade(2n)]);
  });
});
