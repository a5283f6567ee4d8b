import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { streamsAsReplayTarget } from '@assay/bronze';
import { openJetStreamLogs, publishWatermark, STREAMS, watermarkOf } from '@assay/bus';
import { natsAccess, natsStreamSettings } from '@assay/cli';
import { componentsOf } from '../components.js';
import type { ServiceParts } from '../service-parts.js';
import { BRONZE_STREAMS, LEVELS_STREAM } from './bronze-streams.js';
import { chosenShards } from './chosen-shards.js';
import type { ServiceLog, Shard } from './service-log.js';

/** A client of `/ingest` waits so long for a server that does not answer, then may try again. */
const PUBLISH_PATIENCE_MS = 10_000;

/** Opens the streams of a NATS server, and makes those that are missing: each one is a shard. */
export async function openJetStream(parts: ServiceParts, url: string): Promise<ServiceLog> {
  const { config, places, clock, logger, metrics } = parts;
  const known = BRONZE_STREAMS.map(({ name }) => name);
  const storesBronze = componentsOf(config).has('bronze');
  const chosen = new Set(storesBronze ? chosenShards(config.BRONZE_SHARDS, known) : []);
  const opened = await openJetStreamLogs({
    ...natsAccess({ ...config, NATS_URL: url }),
    streams: STREAMS,
    settings: natsStreamSettings(config),
    publish: { giveUpAfterMs: PUBLISH_PATIENCE_MS },
    name: 'lake-service',
    clock,
    logger,
    metrics,
  });
  const { logs, append, close, connection, description, serverVersion } = opened;
  const all = logs.map((log) => ({ name: log.stream, log }));
  const market = all.filter(({ name }) => name !== LEVELS_STREAM);
  const levels = all.find(({ name }) => name === LEVELS_STREAM);
  const shards = market.filter(({ name }) => chosen.has(name));
  if (levels === undefined) {
    throw new TypeError(`expected the stream ${LEVELS_STREAM} among those opened, was none`);
  }
  try {
    if (storesBronze && existsSync(join(places.walRoot, 'log.json'))) {
      const { drainEmbedded } = await import('./drain-embedded.js');
      await drainEmbedded(parts, known);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    market,
    shards,
    levels,
    append,
    tellStored: (commit) => publishWatermark(connection, watermarkOf(commit)),
    replayTarget: () => ({ target: streamsAsReplayTarget(opened), stores: false }),
    description: `NATS JetStream ${serverVersion} at ${description}: ${names(shards)}`,
    isReachable: () => connection.isConnected,
    close,
  };
}

function names(shards: readonly Shard[]): string {
  return shards.length === 0
    ? 'nothing of it in Bronze'
    : shards.map(({ name }) => name).join(', ');
}
