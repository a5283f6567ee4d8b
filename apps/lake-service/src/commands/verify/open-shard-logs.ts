import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EventLog } from '@assay/bus';
import { natsAccess, type CommandContext } from '@assay/cli';
import type { ServiceConfig } from '../../config.js';
import { embeddedShard } from '../../shards/chosen-shards.js';

/** The logs that a lake was made from, opened to be read. */
export interface ShardLogs {
  /** The log of a shard; undefined when the configured one is not its log. */
  open(shard: string): Promise<EventLog | undefined>;
  close(): Promise<void>;
}

/** Opens logs as the configuration names them. None is made that is not there. */
export async function openShardLogs(
  config: ServiceConfig['values'],
  context: Pick<CommandContext, 'clock' | 'logger'>,
): Promise<ShardLogs> {
  const { NATS_URL, WAL_ROOT } = config;
  const logger = await context.logger('warn');
  const { clock } = context;
  const bus = await import('@assay/bus');
  const opened: { close(): Promise<unknown> }[] = [];
  const close = async () => {
    await Promise.all(opened.map((each) => each.close()));
  };
  if (NATS_URL !== undefined) {
    const access = natsAccess({ ...config, NATS_URL });
    const known = new Set(bus.STREAMS.map(({ name }) => name));
    return {
      open: async (stream) => {
        if (!known.has(stream)) {
          return undefined;
        }
        const options = { ...access, stream, create: false, name: 'lake-service verify' };
        const log = await bus.openJetStreamLog({ ...options, clock, logger });
        opened.push(log);
        return log;
      },
      close,
    };
  }
  return {
    open: async (shard) => {
      if (
        shard !== embeddedShard(config.BRONZE_SHARDS) ||
        !existsSync(join(WAL_ROOT, 'log.json'))
      ) {
        return undefined;
      }
      const log = await bus.openEmbeddedLog({ root: WAL_ROOT, clock, logger });
      opened.push(log);
      return log.market;
    },
    close,
  };
}
