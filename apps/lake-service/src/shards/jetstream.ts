import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { streamsAsReplayTarget } from '@assay/bronze';
import { openJetStreamLogs, publishWatermark, watermarkOf } from '@assay/bus';
import { natsAccess, natsStreamSettings } from '@assay/cli';
import type { ServiceParts } from '../service-parts.js';
import { BRONZE_STREAMS } from './bronze-streams.js';
import { chosenShards } from './chosen-shards.js';
import type { ServiceLog } from './service-log.js';

/** A client of `/ingest` waits so long for a server that does not answer, then may try again. */
const PUBLISH_PATIENCE_MS = 10_000;

/** Opens the streams of a NATS server, and makes those that are missing: each one is a shard. */
export async function openJetStream(parts: ServiceParts, url: string): Promise<ServiceLog> {
  const { config, places, clock, logger, metrics } = parts;
  const known = BRONZE_STREAMS.map(({ name }) => name);
  const chosen = new Set(chosenShards(config.BRONZE_SHARDS, known));
  const opened = await openJetStreamLogs({
    ...natsAccess({ ...config, NATS_URL: url }),
    streams: BRONZE_STREAMS,
    settings: natsStreamSettings(config),
    publish: { giveUpAfterMs: PUBLISH_PATIENCE_MS },
    name: 'lake-service',
    clock,
    logger,
    metrics,
  });
  const { logs, append, close, connection, description, serverVersion } = opened;
  const stored = logs.filter(({ stream }) => chosen.has(stream));
  try {
    if (existsSync(join(places.walRoot, 'log.json'))) {
      const { drainEmbedded } = await import('./drain-embedded.js');
      await drainEmbedded(parts, known);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    shards: stored.map((log) => ({ name: log.stream, log })),
    append,
    tellStored: (commit) => publishWatermark(connection, watermarkOf(commit)),
    replayTarget: () => ({ target: streamsAsReplayTarget(opened), stores: false }),
    description: `NATS JetStream ${serverVersion} at ${description}: ${names(stored)}`,
    isReachable: () => connection.isConnected,
    close,
  };
}

function names(logs: readonly { readonly stream: string }[]): string {
  return logs.map(({ stream }) => stream).join(', ');
}
