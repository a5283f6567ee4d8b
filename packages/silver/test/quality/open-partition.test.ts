import { join } from 'node:path';
import { createCommittedFiles, createPlaces } from '@assay/ledger';
import { SharedEngine } from '@assay/query';
import { futuresTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSilverCatalog } from '../../src/catalog/create-silver-catalog.js';
import { createCompactor } from '../../src/create-compactor.js';
import { withOpenFiles } from '../../src/quality/open-partition.js';
import { createKnownFiles } from '../../src/reader/known-files.js';
import { createBronzeLake } from '../support/bronze-lake.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { START_NS } from './scene.js';

const DATE = '2025-12-16';

async function createScene() {
  const folder = await scratchFolder();
  const root = join(folder, 'lake');
  const store = createLocalStore({ root });
  const stagingFolder = localStagingFolder(root);
  const lake = createBronzeLake({ store, stagingFolder });
  const compactor = createCompactor({ store, stagingFolder, threads: 1 });
  const engine = new SharedEngine();
  onTestFinished(async () => {
    await lake.close();
    await compactor.close();
    await engine.close();
  });
  const row = { ts_event_ns: START_NS, ts_recv_ns: START_NS, source: 'GLBX.MDP3', symbol: 'ESZ5' };
  const print = { ...row, price: 1, size: 1, aggressor: 0, exchange: null, seq: null };
  const files = await lake.add(futuresTrades, [print]);
  await compactor.compactDate(DATE, { dataset: futuresTrades });
  const catalog = createSilverCatalog(store);
  const places = createPlaces();
  const bronze = createCommittedFiles(store, places, 'bronze');
  const pins = { store, catalog, known: createKnownFiles(engine), clock: systemClock };
  const [record] = (await catalog.day(futuresTrades, DATE)).hours;
  const wanted = {
    hours: [{ dataset: futuresTrades, date: DATE, record }],
    bronzeOf: futuresTrades,
    partition: 'ESZ5',
    date: DATE,
  };
  const archive = createLocalStore({ root: join(folder, 'archive') });
  return { lake, files, archive, record, wanted, parts: { pins, places, bronze } };
}

describe('withOpenFiles', () => {
  it('begins anew where a file was archived while it was read', async () => {
    const { lake, files, archive, parts, wanted } = await createScene();
    const seen: string[] = [];
    const result = await withOpenFiles(parts, wanted, async ({ silver, bronze }) => {
      seen.push(...bronze.map(({ path }) => path));
      expect(silver).toHaveLength(1);
      if (seen.length === 1) {
        await lake.archive(files, archive);
        throw new Error('expected the file, was none');
      }
      return 'read';
    });
    expect(result).toBe('read');
    expect(seen[1]).toContain(archive.root);
  });

  it('passes on an error that has nothing to do with files', async () => {
    const { parts, wanted } = await createScene();
    const work = () => Promise.reject(new Error('no such column'));
    await expect(withOpenFiles(parts, wanted, work)).rejects.toThrow('no such column');
  });

  it('refuses an hour that was compacted anew since its record was looked at', async () => {
    const { parts, wanted, record } = await createScene();
    const { output } = record;
    const older = { ...record, output: output && { ...output, sha256: 'a'.repeat(64) } };
    const hours = [{ dataset: futuresTrades, date: DATE, record: older }];
    await expect(
      withOpenFiles(parts, { ...wanted, hours }, async () => 'read'),
    ).rejects.toMatchObject({ code: 'OVERTAKEN', retryable: true });
  });
});
