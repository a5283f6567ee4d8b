import { createShardKeeper, type ShardKeeper } from '@assay/bronze';
import type { CommitEntry } from '@assay/ledger';
import type { ServiceParts } from './service-parts.js';
import type { Shard } from './shards/service-log.js';

/** What keeps one shard stored in Bronze, as the configuration wants it. */
export function createBronze(
  parts: ServiceParts,
  { name, log }: Shard,
  onCommit: (commit: CommitEntry) => void,
): ShardKeeper {
  const { config, store, stagingFolder, clock, randomness, logger, metrics } = parts;
  return createShardKeeper({
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
    onCommit,
    clock,
    randomness,
    logger,
    metrics,
  });
}
