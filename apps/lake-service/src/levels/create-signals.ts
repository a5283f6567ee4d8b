import { createSignalRunner, type SignalRunner } from '@assay/replay';
import type { ServiceParts } from '../service-parts.js';
import type { ServiceLog } from '../shards/service-log.js';
import { engineConfigOf } from './engine-config.js';

/** What runs the level engine over the service's log into Gold, as the configuration wants it. */
export function createSignals(parts: ServiceParts, log: ServiceLog): SignalRunner {
  const { config, demo, store, openPlace, stagingFolder } = parts;
  const { clock, randomness, logger, metrics } = parts;
  return createSignalRunner({
    config: engineConfigOf(config, demo),
    store,
    openPlace,
    logs: log.market.map(({ name: shard, log: market }) => ({ shard, log: market })),
    gold: {
      stagingFolder,
      limits: { maxEvents: config.GOLD_MAX_EVENTS, maxSeconds: config.GOLD_MAX_SECONDS },
    },
    liveAllowanceMs: config.SIGNALS_ALLOWANCE,
    publish: (message) => log.append(message),
    clock,
    randomness,
    logger,
    metrics,
  });
}
