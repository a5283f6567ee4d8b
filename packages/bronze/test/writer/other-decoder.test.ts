import { readLedger } from '@assay/ledger';
import { createDatasetRegistry, DATASETS, futuresTrades, type Dataset } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { datasetRows } from '../support/lake-rows.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createScene, type Scene } from '../support/scene.js';

const HOUR = { maxSeconds: 3_600 };

/** The same dataset in files of a day: other names for the same rows. */
const DAILY = {
  ...futuresTrades,
  partition: { ...futuresTrades.partition, hourly: false },
} as Dataset;
const registry = createDatasetRegistry(
  DATASETS.map((dataset) => (dataset.id === DAILY.id ? DAILY : dataset)),
);

/** Three trades of three contracts and a dead letter, of which only the named files were published. */
async function unfinished(published: readonly string[]): Promise<Scene> {
  const scene = await createScene();
  const rows = ['ESH6', 'ESM6', 'ESU6'].map((symbol) => ({ ...futuresTrade(1), symbol }));
  await scene.log.market.append(message(futuresTrades, rows));
  await scene.log.market.append({
    subject: 'market.futures.trades',
    bytes: Buffer.from('{"no":"trade"}'),
  });
  const store: ObjectStore = {
    ...scene.store,
    createIfAbsent: (key, source) =>
      /\.parquet$/.test(key) && !published.some((name) => key.includes(name))
        ? Promise.reject(new Error('the process ended'))
        : scene.store.createIfAbsent(key, source),
  };
  const writer = scene.writer({ limits: HOUR, store });
  await writer.start();
  await expect(writer.flushAll()).rejects.toThrow('the process ended');
  await writer.stop().catch(() => undefined);
  return scene;
}

describe('a batch that another decoder left unfinished', () => {
  it.each([
    ['none of its files', []],
    ['one of its files', ['ESM6']],
    ['its dead letters', ['_dlq']],
    ['all of its rows', ['ES']],
  ])('is completed beside %s', async (_, published) => {
    const scene = await unfinished(published);
    const second = scene.writer({ limits: HOUR, registry });
    await second.recoverAll();
    expect(second.status().committedTo).toBe(2n);
    await second.stop();

    const fold = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
    expect(fold.totals).toMatchObject({ events: 4, rows: 3, deadLetters: 1, delivered: 2 });
    const rows = await datasetRows(scene.root, futuresTrades, 'symbol, "_pos"');
    expect(rows.map(({ symbol }) => symbol).sort()).toEqual(['ESH6', 'ESM6', 'ESU6']);
    expect(new Set(rows.map((row) => row._pos)).size).toBe(3);
    const kept = fold.files.filter(({ key }) => !/-r\d+\.parquet$/.test(key));
    expect(kept.every(({ key }) => published.some((name) => key.includes(name)))).toBe(true);
  });
});
