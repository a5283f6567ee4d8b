import { readdir } from 'node:fs/promises';
import { lakeStagingFolder, openObjectStore, type ObjectStore } from '@assay/storage';
import { startTestLake } from '@assay/testkit/servers';
import { expect, onTestFinished } from 'vitest';
import { createCompactor, createSilverCatalog, createSilverReader } from '../../../src/index.js';
import { createBronzeLake, type BronzeLake } from '../../support/bronze-lake.js';
import type { CompactorSettings } from '../../programs/compactor-process.js';
import { dataset, DATE, keyOf, silverFiles } from './scene.js';

/** A lake that processes of their own compact. */
export interface CrashStage {
  readonly store: ObjectStore;
  readonly lake: BronzeLake;
  /** What `programs/compactor-process.ts` wants to know, as its argument. */
  readonly argument: string;
  /** Compacts the date in this process. */
  compact(): Promise<string[]>;
  /** Rows of hour 14 as a reader finds them; the code of its error. */
  read(): Promise<number | string>;
  /** The hour is the recorded one, a rebuild gives the same bytes, and nothing is left over. */
  expectWhole(rows: number): Promise<void>;
}

/** Both ends of a lake on disk or in S3. */
export async function setCrashStage(kind: 'local' | 's3'): Promise<CrashStage> {
  const testLake = await startTestLake(kind);
  const { location, folder } = testLake;
  const cacheFolder = `${folder}/cache`;
  const stagingFolder = lakeStagingFolder(location, cacheFolder);
  const settings: CompactorSettings = { location, cacheFolder, stagingFolder, date: DATE };
  const store = await openObjectStore(location, { cacheFolder, cacheMaxBytes: 2 ** 30 });
  const lake = createBronzeLake({ store, stagingFolder });
  const compactor = createCompactor({ store, stagingFolder, threads: 1 });
  const reader = createSilverReader({ store });
  onTestFinished(async () => {
    await reader.close();
    await compactor.close();
    await lake.close();
    await testLake.close();
  });

  async function compact(force = false): Promise<string[]> {
    const results = await compactor.compactDate(DATE, { dataset, force });
    return results.map(({ hour, status }) => `${hour} ${status}`);
  }

  async function read(): Promise<number | string> {
    try {
      return (await reader.readDate(dataset, { date: DATE, symbol: 'ESZ4' })).numRows;
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }

  async function expectWhole(rows: number): Promise<void> {
    expect(await read()).toBe(rows);
    const day = await createSilverCatalog(store).day(dataset, DATE);
    const digests = await silverFiles(store);
    expect(digests.get(keyOf('14'))).toBe(day.hourOf('ESZ4', '14')?.output?.sha256);
    await compact(true);
    expect(await silverFiles(store)).toEqual(digests);
    await lake.close();
    await compactor.close();
    await reader.close();
    await compactor.collectGarbage({ remove: true });
    expect(await compactor.collectGarbage()).toEqual([]);
    expect(await leftovers(stagingFolder)).toEqual([]);
  }

  const argument = JSON.stringify(settings);
  return { store, lake, argument, compact: () => compact(), read, expectWhole };
}

/** Files under the staging folder: of nobody, since all owners have ended or closed theirs. */
async function leftovers(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
