/**
 * Stores everything that a stream holds by now, and ends: with 0, or with 3 and the error's code on its
 * output. The environment may kill or freeze it at a failpoint. Its settings are the JSON of its argument.
 */
import { openJetStreamLog } from '@assay/bus';
import { openObjectStore, type LakeLocation } from '@assay/storage';
import { failpointOf } from '@assay/testkit/servers';
import { createBronzeWriter } from '../../src/index.js';

export interface StoringSettings {
  readonly location: LakeLocation;
  readonly folder: string;
  readonly stagingFolder: string;
  readonly servers: string;
  readonly stream: string;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as StoringSettings;
const { location, folder, stagingFolder, servers, stream } = settings;
const failpoint = failpointOf();
const log = await openJetStreamLog({ servers, stream });
const store = await openObjectStore(location, {
  cacheFolder: `${folder}/cache`,
  cacheMaxBytes: 2 ** 30,
  failpoint,
});
const writer = createBronzeWriter({
  log,
  store,
  shard: stream,
  stagingFolder,
  // The hard limit, so that a stream of some messages is several batches however fast it is read.
  limits: { maxEvents: 40, maxSeconds: 3_600, maxBytes: 4_000 },
  failpoint,
});
try {
  await writer.start();
  await writer.flushAll();
  await writer.stop();
} catch (error) {
  process.exitCode = 3;
  const isCoded = error instanceof Error && 'code' in error;
  process.stdout.write(String(isCoded ? error.code : error));
  await writer.stop().catch(() => undefined);
} finally {
  await log.close();
}
