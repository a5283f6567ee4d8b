import { createBronzeWriter, type BronzeWriter } from '@assay/bronze';
import type { ServiceParts } from './service-parts.js';
import type { Shard } from './shards/service-log.js';

/** The Bronze writer of one shard, as the configuration wants it. */
export function createBronze(parts: ServiceParts, { name, log }: Shard): BronzeWriter {
  const { config, store, stagingFolder, clock, logger, metrics } = parts;
  return createBronzeWriter({
    log,
    store,
    shard: name,
    stagingFolder,
    limits: {
      maxEvents: config.BRONZE_MAX_EVENTS,
      maxSeconds: config.BRONZE_MAX_SECONDS,
      maxBytes: config.BRONZE_MAX_BYTES,
      minRowsPerFile: config.BRONZE_MIN_ROWS_PER_FILE,
      maxSpreadSeconds: config.BRONZE_MAX_SPREAD_SECONDS,
    },
    clock,
    logger,
    metrics,
  });
}
