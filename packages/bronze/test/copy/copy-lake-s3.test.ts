import { join } from 'node:path';
import { isSkipped, startTestLake, type TestLake } from '@assay/testkit/servers';
import { createLocalStore, openObjectStore, type ObjectStore } from '@assay/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyLake } from '../../src/copy/copy-lake.js';
import { beside, committedFiles, contentsOf, copyTo, lakeOfDays } from '../support/market-lake.js';

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
});
