import { createBronzeWriter, type BronzeWriter } from '@assay/bronze';
import type { EventLog } from '@assay/bus';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import type { ServiceParts } from './service-parts.js';

/** The shard that the embedded log's market events are. */
export const MARKET_SHARD = 'market';

/** The Bronze writer of the service's log, as the configuration wants it. */
export function createBronze(parts: ServiceParts, log: EventLog): BronzeWriter {
  const { config, places, clock, logger, metrics } = parts;
  return createBronzeWriter({
    log,
    store: createLocalStore({ root: places.dataRoot }),
    shard: MARKET_SHARD,
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
