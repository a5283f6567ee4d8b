import { createPrometheusMetrics, loadConfig } from '@assay/cli';
import { lakeStagingFolder, openObjectStore } from '@assay/storage';
import { systemClock, systemRandomness } from '@assay/telemetry';
import { recordingLogger, type RecordingLogger } from '@assay/testkit';
import { onTestFinished } from 'vitest';
import { configFields, servicePlaces } from '../../src/config.js';
import { LakeService } from '../../src/service.js';
import { temporaryFolder } from './temporary-folder.js';

/** A service inside this process, with a lake of its own. */
export interface RunningService {
  readonly service: LakeService;
  readonly dataRoot: string;
  readonly logger: RecordingLogger;
  url(path: string): string;
}

/** Makes a service with these settings over a folder of its own; it is not started. */
export async function makeService(env: Record<string, string> = {}): Promise<RunningService> {
  const folder = await temporaryFolder();
  const loaded = await loadConfig(configFields, {
    env: {
      DATA_ROOT: `${folder}/lake`,
      WAL_ROOT: `${folder}/wal`,
      HTTP_PORT: '0',
      ...env,
      CACHE_ROOT: `${folder}/cache`,
    },
    folder,
  });
  const logger = recordingLogger();
  const metrics = await createPrometheusMetrics();
  const places = servicePlaces(loaded, false);
  const cacheFolder = loaded.values.CACHE_ROOT;
  const service = new LakeService({
    config: loaded.values,
    places,
    store: await openObjectStore(places.lake, { cacheFolder, cacheMaxBytes: 2 ** 30 }),
    stagingFolder: lakeStagingFolder(places.lake, cacheFolder),
    openPlace: () => Promise.reject(new Error('no other place is known here')),
    demo: false,
    takeOver: false,
    clock: systemClock,
    randomness: systemRandomness,
    logger,
    metrics,
    metricsText: () => metrics.metricsText(),
    version: { name: 'lake-service', version: '0.0.0', node: 'test' },
  });
  onTestFinished(() => service.abandon(undefined));
  return {
    service,
    dataRoot: loaded.values.DATA_ROOT,
    logger,
    url: (path) => new URL(path, service.url).href,
  };
}

/** The same, started. */
export async function startService(env?: Record<string, string>): Promise<RunningService> {
  const running = await makeService(env);
  await running.service.start();
  return running;
}
