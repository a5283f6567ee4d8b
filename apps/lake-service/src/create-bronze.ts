import { createBronzeWriter, type BronzeWriter } from '@assay/bronze';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import type { ServiceParts } from './service-parts.js';
import type { Shard } from './shards/service-log.js';

/** The Bronze writer of one shard, as the configuration wants it. */
export function createBronze(parts: ServiceParts, { name, log }: Shard): BronzeWriter {
  const { config, places, clock, logger, metrics } = parts;
  return createBronzeWriter({
    log,
    store: createLocalStore({ root: places.dataRoot }),
    shard: name,
    stagingFolder: localStagingFolder(places.dataRoot),
    limits: {
      maxEvents: config.BRONZE_MAX_EVENTS,
      maxSeconds: config.BRONZE_MAX_SECONDS,
      maxBytes: config.BRONZE_MAX_BYTES,
    },
    clock,
    logger,
    metrics,
  });
}
