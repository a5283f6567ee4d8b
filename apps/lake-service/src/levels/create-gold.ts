import { createGoldKeeper, type GoldKeeper } from '@assay/gold';
import type { ServiceParts } from '../service-parts.js';
import type { ServiceLog } from '../shards/service-log.js';

/** What keeps the signals of other producers stored, as the configuration wants it. */
export function createGold(parts: ServiceParts, { levels }: ServiceLog): GoldKeeper {
  const { config, store, openPlace, stagingFolder } = parts;
  const { clock, randomness, logger, metrics } = parts;
  return createGoldKeeper({
    log: levels.log,
    shard: levels.name,
    store,
    openPlace,
    stagingFolder,
    limits: { maxEvents: config.GOLD_MAX_EVENTS, maxSeconds: config.GOLD_MAX_SECONDS },
    clock,
    randomness,
    logger,
    metrics,
  });
}
