import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openJetStreamLogs, STREAMS } from '@assay/bus';
import { natsAccess, natsStreamSettings } from '@assay/cli';
import type { ServiceParts } from '../service-parts.js';
import type { ServiceLog } from './service-log.js';

/** The streams that Bronze stores: `LEVELS` holds signals, which are Gold's. */
const BRONZE_STREAMS = STREAMS.filter(({ name }) => name !== 'LEVELS');

/** Opens the streams of a NATS server, and makes those that are missing: each one is a shard. */
export async function openJetStream(parts: ServiceParts, url: string): Promise<ServiceLog> {
  const { config, places, clock, logger, metrics } = parts;
  if (existsSync(join(places.walRoot, 'log.json'))) {
    logger.warn(
      'there is an embedded log as well: what is in it and not in Bronze yet stays there; start once ' +
        'without NATS_URL to store it',
      { walRoot: places.walRoot },
    );
  }
  const { logs, append, close, description, serverVersion } = await openJetStreamLogs({
    ...natsAccess({ ...config, NATS_URL: url }),
    streams: BRONZE_STREAMS,
    settings: natsStreamSettings(config),
    name: 'lake-service',
    clock,
    logger,
    metrics,
  });
  return {
    shards: logs.map((log) => ({ name: log.stream, log })),
    append,
    description: `NATS JetStream ${serverVersion} at ${description}: ${names(logs)}`,
    close,
  };
}

function names(logs: readonly { readonly stream: string }[]): string {
  return logs.map(({ stream }) => stream).join(', ');
}
