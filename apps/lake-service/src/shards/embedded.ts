import { writerAsReplayTarget } from '@assay/bronze';
import { openEmbeddedLog } from '@assay/bus';
import { resolve } from 'node:path';
import type { ServiceParts } from '../service-parts.js';
import { embeddedShard } from './chosen-shards.js';
import type { ServiceLog } from './service-log.js';

/** Opens the log that needs no server: one shard, for every market event. */
export async function openEmbedded(parts: ServiceParts): Promise<ServiceLog> {
  const { config, places, takeOver, clock, logger, metrics } = parts;
  const name = embeddedShard(config.BRONZE_SHARDS);
  const { market, levels, append, close } = await openEmbeddedLog({
    root: places.walRoot,
    segmentBytes: config.WAL_SEGMENT_SIZE_MB * 1024 * 1024,
    takeOver,
    clock,
    logger,
    metrics,
  });
  const shards = [{ name, log: market }];
  return {
    market: shards,
    shards,
    levels: { name: 'levels', log: levels },
    append,
    // A producer is told by the reply to its own request.
    tellStored: () => undefined,
    replayTarget: (flushAll) => ({
      target: writerAsReplayTarget(name, market, { flushAll }),
      stores: true,
    }),
    description: `embedded, ${resolve(places.walRoot)} (no server; NATS_URL is not set)`,
    isReachable: () => true,
    close,
  };
}
