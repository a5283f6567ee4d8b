import { openingState, sealFiles } from '@assay/ledger';
import { createBronze } from '../create-bronze.js';
import { createGold } from '../levels/create-gold.js';
import type { ServiceParts } from '../service-parts.js';
import { DEFAULT_SHARD } from './chosen-shards.js';
import { openEmbedded } from './embedded.js';
import type { ServiceLog } from './service-log.js';

/**
 * A lake that goes from the embedded log to streams: what the log still holds is stored, and its shard is
 * sealed, so that no later start mixes the two up. So are signals of other producers; their shard goes on
 * in a new epoch, should there be an embedded log again. A log that never was this lake's is left alone.
 *
 * @param followers the shards that follow it
 */
export async function drainEmbedded(
  parts: ServiceParts,
  followers: readonly string[],
): Promise<void> {
  const { places, store, randomness, logger } = parts;
  const place = { store, tier: 'bronze', shard: DEFAULT_SHARD } as const;
  const { state } = await openingState(place, logger);
  if (state.seal !== undefined) {
    return;
  }
  const { config, ...rest } = parts;
  const embedded = await openEmbedded({ ...rest, config: { ...config, BRONZE_SHARDS: undefined } });
  try {
    const [market] = embedded.shards;
    const { created } = await market.log.state();
    if (state.epoch?.created !== created) {
      logger.warn('an embedded log lies at WAL_ROOT that this lake has never stored: left alone', {
        walRoot: places.walRoot,
      });
      return;
    }
    const keeper = createBronze(parts, market, () => undefined);
    await keeper.start();
    await keeper.flushAll();
    await keeper.stop();
    await drainLevels(parts, embedded);
    await sealFiles(place, {
      writer: randomness.hex(8),
      reason: 'followed',
      place: followers.join(','),
      files: [],
    });
    logger.info('the embedded log is stored and sealed: streams follow it', { followers });
  } finally {
    await embedded.close();
  }
}

async function drainLevels(parts: ServiceParts, embedded: ServiceLog): Promise<void> {
  const { lastSequence } = await embedded.levels.log.state();
  if (lastSequence > 0n) {
    const gold = createGold(parts, embedded);
    await gold.start();
    await gold.stop();
  }
}
