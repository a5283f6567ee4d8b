import { createPlaces, type CommittedFiles, type PlacedFile } from '@assay/ledger';
import { createStaging } from '@assay/storage';
import { noFailpoint, nullLogger, nullMetrics, systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { createSilverCatalog } from '../../src/index.js';
import { createFileLook } from '../../src/plan/look-at-file.js';
import { compactDate } from '../../src/run/compact-date.js';
import { createCompactionMetrics } from '../../src/run/compaction-metrics.js';
import type { CompactorParts } from '../../src/run/compactor-parts.js';
import { createScene, dataset, DATE, keyOf, silverFiles, tradesIn } from './support/scene.js';

/** A lake whose log says of a file that it holds no row: Bronze makes none such today. */
async function withoutRows() {
  const { lake, store, stagingFolder } = await createScene();
  const [file] = await lake.add(dataset, tradesIn(14));
  const place = { shard: 'market', value: 'ESZ4', date: DATE, hour: 14 };
  const empty: PlacedFile = { ...place, homes: [store], file: { ...file, rows: 0 } };
  const bronze: CommittedFiles = { of: async () => ({ files: [empty], retired: [] }) };
  const parts: CompactorParts = {
    store,
    stagingFolder,
    bronze,
    places: createPlaces(),
    catalog: createSilverCatalog(store),
    files: createFileLook(store),
    staging: createStaging({ folder: stagingFolder, owner: 'silver' }),
    writer: 'w',
    threads: 1,
    memoryLimitBytes: 2 ** 28,
    clock: systemClock,
    failpoint: noFailpoint,
    logger: nullLogger,
    metrics: createCompactionMetrics(nullMetrics),
  };
  return { parts, store };
}

describe('an hour without rows', () => {
  it('is recorded as empty, once, and has no file', async () => {
    const { parts, store } = await withoutRows();
    const [first] = await compactDate(parts, DATE, { dataset });
    expect(first).toMatchObject({ status: 'empty', rowsRead: 0, rowsWritten: 0, files: 1 });
    const [again] = await compactDate(parts, DATE, { dataset });
    expect(again).toMatchObject({ status: 'unchanged' });
    const day = await parts.catalog.day(dataset, DATE);
    expect(day.head).toBe(1);
    expect(day.hourOf('ESZ4', '14')?.output).toBeNull();
    expect((await silverFiles(store)).size).toBe(0);
  });

  it('does not take a file that is there for its own', async () => {
    const { parts, store } = await withoutRows();
    await store.createIfAbsent(keyOf('14'), { bytes: Buffer.from('stray') });
    await expect(compactDate(parts, DATE, { dataset })).rejects.toMatchObject({
      failures: [{ error: { code: 'FILE_CHANGED' } }],
    });
    expect((await parts.catalog.day(dataset, DATE)).head).toBe(0);
  });
});
