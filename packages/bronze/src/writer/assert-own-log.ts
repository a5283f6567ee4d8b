import { listShards, openingState } from '@assay/ledger';
import { nullLogger } from '@assay/telemetry';
import { BronzeError } from '../errors.js';
import type { BronzeWriterOptions } from './writer-options.js';

/**
 * Refuses a log that this lake stores under another shard's name: what the log still holds would be stored
 * a second time. Throws `STORED_ELSEWHERE`.
 */
export async function assertOwnLog(
  options: Pick<BronzeWriterOptions, 'store' | 'shard' | 'log' | 'logger'>,
): Promise<void> {
  const { store, shard: own, log, logger = nullLogger } = options;
  const { stream, created } = await log.state();
  for (const shard of await listShards({ store, tier: 'bronze' })) {
    if (shard === own) {
      continue;
    }
    const { state } = await openingState({ store, tier: 'bronze', shard }, logger);
    const isPresent = state.epoch?.stream === stream && state.epoch.created === created;
    if (isPresent || state.left.some((line) => line.created === created)) {
      throw new BronzeError(
        'STORED_ELSEWHERE',
        `shard ${own}: expected a log of its own, was "${stream}" made ${created}, which this lake ` +
          `stores as shard ${shard}: give the shard another log, or its name`,
      );
    }
  }
}
