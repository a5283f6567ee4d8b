/**
 * Compacts one date of futures trades and ends: with 0 and what became of every hour on its output, or with
 * 3 and the error's code. The environment may kill or freeze it at a failpoint. Its settings are the JSON of
 * its argument.
 */
import { futuresTrades } from '@assay/schemas';
import { openObjectStore, type LakeLocation } from '@assay/storage';
import { failpointOf } from '@assay/testkit/servers';
import { createCompactor } from '../../src/index.js';

export interface CompactorSettings {
  readonly location: LakeLocation;
  readonly cacheFolder: string;
  readonly stagingFolder: string;
  readonly date: string;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as CompactorSettings;
const { location, cacheFolder, stagingFolder, date } = settings;
const failpoint = failpointOf();
const store = await openObjectStore(location, { cacheFolder, cacheMaxBytes: 2 ** 30, failpoint });
const compactor = createCompactor({ store, stagingFolder, threads: 1, failpoint });
try {
  const results = await compactor.compactDate(date, { dataset: futuresTrades });
  process.stdout.write(results.map(({ hour, status }) => `${hour ?? ''} ${status}`).join('\n'));
} catch (error) {
  process.exitCode = 3;
  process.stdout.write(error instanceof Error ? error.message : String(error));
} finally {
  await compactor.close();
}
