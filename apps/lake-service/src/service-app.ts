import { createDatasetRegistry } from '@assay/schemas';
import type { Hono } from 'hono';
import { createHttpApp } from './http/app.js';
import { createIngest } from './http/ingest.js';
import { createReplays } from './replay/replays.js';
import type { ServiceParts, ServiceStatus } from './service-parts.js';
import type { ServiceLog } from './shards/service-log.js';
import type { ShardKeepers } from './shards/shard-keepers.js';
import type { UnderWay } from './under-way.js';

/** What HTTP needs to know of the running service. */
export interface ServiceView {
  readonly log: ServiceLog;
  readonly shards: ShardKeepers;
  /** Work that has to be over before the service drains. */
  readonly appends: UnderWay;
  failure(): Error | undefined;
  isReady(): boolean;
  status(): Promise<ServiceStatus | undefined>;
}

/** The HTTP side of a service. */
export function createServiceApp(parts: ServiceParts, view: ServiceView): Hono {
  const { config, store, logger, metrics, metricsText, version } = parts;
  const { log, shards, appends } = view;
  const registry = createDatasetRegistry();
  const ingest = createIngest(log, registry);
  const replay = createReplays({ store, ...log.replayTarget(() => shards.flushAll()) });
  return createHttpApp({
    registry,
    ingest: (request) => appends.run(() => ingest(request)),
    replay: (wanted) => appends.run(() => replay(wanted)),
    maxBodyBytes: config.INGEST_MAX_BYTES,
    failure: () => view.failure(),
    isReady: () => view.isReady(),
    status: () => view.status(),
    metricsText,
    lookUpRun: (run) => shards.lookUpRun(run),
    logger,
    metrics,
    version,
  });
}
