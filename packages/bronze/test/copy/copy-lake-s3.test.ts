import { join } from 'node:path';
import { isSkipped, startTestLake, type TestLake } from '@assay/testkit/servers';
import { createLocalStore, openObjectStore, type ObjectStore } from '@assay/storage';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { futuresTrades } from '@assay/schemas';
import { archiveLake, copyLake, createBronzeReader, verifyBronze } from '../../src/index.js';
import {
  beside,
  committedFiles,
  contentsOf,
  copyTo,
  lakeOfDays,
  rowsOfDay,
} from '../support/market-lake.js';
import { message } from '../support/market-rows.js';

describe.skipIf(isSkipped('s3'))('copyLake to S3 [needs s3]', () => {
  let lake: TestLake | undefined;
  beforeAll(async () => {
    lake = await startTestLake('s3');
  }, 60_000);
  afterAll(() => lake?.close());

  async function openLake(prefix: string): Promise<{ store: ObjectStore; folder: string }> {
    if (lake?.location.kind !== 's3') {
      throw new Error('expected a lake in S3');
    }
    const cacheFolder = join(lake.folder, 'cache');
    const store = await openObjectStore(
      { ...lake.location, prefix },
      { cacheFolder, cacheMaxBytes: 100_000_000 },
    );
    return { store, folder: join(cacheFolder, 'staging') };
  }

  it('brings a lake there, goes on with it, and back to a folder, byte for byte', async () => {
    const scene = await lakeOfDays(2);
    const { store: there, folder } = await openLake('whole');
    const options = copyTo(scene, there, { stagingFolder: folder });
    const files = (await committedFiles(scene.store)).length;
    expect(await copyLake(options)).toMatchObject({
      to: 's3://lake/whole',
      complete: true,
      files: { copied: files, present: 0 },
    });
    expect(await copyLake(options)).toMatchObject({
      complete: true,
      files: { copied: 0, present: files },
    });
    const back = createLocalStore({ root: beside(scene, 'back') });
    await copyLake({ ...copyTo(scene, back), from: there });
    expect(await contentsOf(back)).toEqual(await contentsOf(there));
    expect((await contentsOf(back)).size).toBeGreaterThan(files);
  });

  it('names an object that holds other bytes there', async () => {
    const scene = await lakeOfDays(1);
    const { store: there, folder } = await openLake('flipped');
    const [{ key, sha256 }] = await committedFiles(scene.store);
    const bytes = await scene.store.read(key);
    bytes[bytes.length >> 1] ^= 1;
    await there.createIfAbsent(key, { bytes });
    expect(await copyLake(copyTo(scene, there, { stagingFolder: folder }))).toMatchObject({
      complete: false,
      problems: [{ key, place: 's3://lake/flipped', problem: 'different', expected: sha256 }],
    });
  });

  it('arrives whole through lost replies, refusals and damaged requests', async () => {
    const scene = await lakeOfDays(2);
    const { store: there, folder } = await openLake('troubled');
    const faults = [
      lake?.faults?.inject({
        operation: 'create',
        every: 4,
        fault: { kind: 'reset', when: 'after' },
      }),
      lake?.faults?.inject({
        operation: 'create',
        nth: 2,
        fault: { kind: 'answer', status: 503, when: 'before' },
      }),
      lake?.faults?.inject({
        operation: 'create',
        nth: 3,
        fault: { kind: 'corrupt', what: 'request' },
      }),
      lake?.faults?.inject({ operation: 'get', every: 5, fault: { kind: 'truncate' } }),
    ];
    onTestFinished(() => lake?.faults?.clear());
    const report = await copyLake(copyTo(scene, there, { stagingFolder: folder, seal: true }));
    expect(report).toMatchObject({ complete: true, sealed: true, problems: [] });
    expect(faults.map((fault) => (fault?.injected ?? 0) > 0)).toEqual([true, true, true, true]);
    lake?.faults?.clear();
    for (const [key, bytes] of await contentsOf(there)) {
      expect(Buffer.from(await scene.store.read(key)).toString('base64')).toBe(bytes);
    }
  });

  it('archives days there, which readers and verify open with the credentials given', async () => {
    const scene = await lakeOfDays(3);
    const { store: there, folder } = await openLake('archive');
    const opened: string[] = [];
    const openPlace = async (uri: string) => {
      opened.push(uri);
      return there;
    };
    const reader = createBronzeReader({ store: scene.store, openPlace });
    onTestFinished(() => reader.close());
    const seqs = async () => {
      const range = { from: '2024-12-18', to: '2024-12-20' };
      const table = await reader.read(futuresTrades, { symbol: 'ESZ4', range });
      return table.toArray().map((row) => (row.toJSON() as { seq: bigint }).seq);
    };
    expect(await seqs()).toEqual([0n, 1n, 2n]);
    const options = { store: scene.store, to: there, stagingFolder: folder, before: '2024-12-20' };
    expect(await archiveLake({ ...options, remove: true })).toMatchObject({
      complete: true,
      sealed: 4,
      removed: 4,
    });
    expect(await seqs()).toEqual([0n, 1n, 2n]);
    expect(opened).toEqual(['s3://lake/archive']);
    const verified = await verifyBronze({ store: scene.store, openPlace });
    expect(verified.problems).toEqual([]);
  });

  it('moves a lake there: a writer goes on in S3, and readers of the folder follow', async () => {
    const scene = await lakeOfDays(1);
    const { store: there, folder } = await openLake('moved');
    await copyLake(copyTo(scene, there, { stagingFolder: folder, seal: true }));
    await scene.log.append(message(futuresTrades, rowsOfDay(1)));
    const writer = scene.writer({ store: there, stagingFolder: folder });
    await writer.start();
    await writer.stop();
    for (const store of [scene.store, there]) {
      const reader = createBronzeReader({ store, openPlace: async () => there });
      onTestFinished(() => reader.close());
      const range = { from: '2024-12-18', to: '2024-12-19' };
      expect((await reader.read(futuresTrades, { symbol: 'NQZ4', range })).numRows).toBe(2);
    }
    expect((await verifyBronze({ store: there })).problems).toEqual([]);
  });
});
