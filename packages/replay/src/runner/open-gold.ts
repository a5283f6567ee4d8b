import { openEngineGold, type EngineGold } from '@assay/gold';
import type { LifeParts } from './life-parts.js';

/** Takes the engine's shard of Gold. */
export async function openGold(parts: LifeParts): Promise<EngineGold> {
  const { options, maker, underlying, shard, clock, logger, metricsOf, failpoint } = parts;
  const { store, gold, query, randomness } = options;
  return openEngineGold({
    ...{ store, shard, underlying, fingerprint: maker.fingerprint, ...gold },
    ...{ clock, logger, metrics: metricsOf, failpoint },
    ...(query === undefined ? {} : { query }),
    ...(randomness === undefined ? {} : { randomness }),
  });
}
