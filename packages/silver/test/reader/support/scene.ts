import { join } from 'node:path';
import { createLocalStore, hostDisk, localStagingFolder, type ObjectStore } from '@assay/storage';
import { onTestFinished } from 'vitest';
import { createSilverReader, type SilverReader } from '../../../src/index.js';
import { createBronzeLake, type BronzeLake } from '../../support/bronze-lake.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { writeHours, type WrittenHours } from './written-hours.js';

/** A lake on local disk with a reader; everything is closed after the test. */
export interface Scene {
  readonly root: string;
  readonly store: ObjectStore;
  readonly bronze: BronzeLake;
  readonly hours: WrittenHours;
  readonly reader: SilverReader;
}

/** Nothing here depends on what a power loss leaves. */
const UNSYNCED = {
  ...hostDisk,
  syncFile: () => Promise.resolve(),
  syncFolder: () => Promise.resolve(),
};

export async function createScene(): Promise<Scene> {
  const root = join(await scratchFolder(), 'lake');
  const store = createLocalStore({ root, disk: UNSYNCED });
  const stagingFolder = localStagingFolder(root);
  const bronze = createBronzeLake({ store, stagingFolder });
  const hours = writeHours(store, stagingFolder);
  const reader = createSilverReader({ store });
  onTestFinished(async () => {
    await reader.close();
    await hours[Symbol.asyncDispose]();
    await bronze.close();
  });
  return { root, store, bronze, hours, reader };
}
