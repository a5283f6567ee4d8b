import { CommandFailure } from '@assay/cli';
import { listShards, openingState } from '@assay/ledger';
import type { ServiceParts } from '../service-parts.js';
import type { Shard } from './service-log.js';

/**
 * Refuses an embedded log that this lake stores under another name: its shard would store again what the
 * log still holds of the other's.
 */
export async function assertOwnLog(
  { store, places, logger }: Pick<ServiceParts, 'store' | 'places' | 'logger'>,
  { name, log }: Shard,
): Promise<void> {
  const { created } = await log.state();
  for (const shard of await listShards({ store, tier: 'bronze' })) {
    if (shard === name) {
      continue;
    }
    const { state } = await openingState({ store, tier: 'bronze', shard }, logger);
    const isStored =
      state.epoch?.created === created || state.left.some((l) => l.created === created);
    if (isStored) {
      throw new CommandFailure(
        'BAD_CONFIG',
        `BRONZE_SHARDS: expected ${shard}, which stores the log at ${places.walRoot}, was ${name}`,
        { next: 'give the new shard a log of its own: set WAL_ROOT to a new folder' },
      );
    }
  }
}
