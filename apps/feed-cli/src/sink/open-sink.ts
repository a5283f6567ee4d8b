import { BusError } from '@assay/bus';
import { CommandFailure, type CommandContext } from '@assay/cli';
import type { Command } from 'commander';
import { feedConfig } from '../config.js';
import type { EventSink } from './event-sink.js';
import { createHttpSink } from './http-sink.js';

/** Options of every command that sends events. */
export interface SinkOptions {
  readonly url?: string;
  readonly takeOver?: boolean;
  readonly config?: string;
}

/** Declares them. */
export function declareSinkOptions(command: Command): void {
  command
    .option('--url <url>', 'send to a running service instead, e.g. http://127.0.0.1:8080')
    .option('--take-over', 'take the embedded log from an owner that cannot be asked')
    .option('--config <file>', 'read this file instead of assay.yaml');
}

/** Opens where events go: a running service with `--url`, else the lake and log of this machine. */
export async function openSink(context: CommandContext, options: SinkOptions): Promise<EventSink> {
  const config = await feedConfig(context, options.config);
  if (options.url !== undefined) {
    if (!URL.canParse(options.url)) {
      throw new CommandFailure('BAD_USAGE', `--url: expected a URL, was "${options.url}"`, {
        next: 'give it as the service prints it, e.g. http://127.0.0.1:8080',
      });
    }
    return createHttpSink(options.url, context.clock);
  }
  const { openLocalSink } = await import('./local-sink.js');
  try {
    return await openLocalSink({
      dataRoot: config.DATA_ROOT,
      walRoot: config.WAL_ROOT,
      segmentBytes: config.WAL_SEGMENT_SIZE_MB * 1024 * 1024,
      takeOver: options.takeOver === true,
      logger: await context.logger('warn'),
    });
  } catch (error) {
    if (error instanceof BusError && error.code === 'LOCKED') {
      const url = `http://${config.HTTP_HOST}:${config.HTTP_PORT}`;
      throw new CommandFailure('UNREACHABLE', error.message, {
        next: `send to the running service instead: --url ${url}`,
        cause: error,
      });
    }
    throw error;
  }
}
