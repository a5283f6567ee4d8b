import { BACKFILL_LIMITS, DEFAULT_LIMITS, type BatchLimits } from '@assay/bronze';
import { STREAMS } from '@assay/bus';
import { CommandFailure, type CommandContext } from '@assay/cli';
import { lakeStagingFolder, openObjectStore } from '@assay/storage';
import type { Logger } from '@assay/telemetry';
import type { Command } from 'commander';
import type { FeedConfig } from '../config.js';
import { explain } from '../explain.js';
import type { EventSink } from './event-sink.js';
import { createHttpSink } from './http-sink.js';
import { rememberRuns } from './remember-runs.js';

/** Options of every command that sends events. */
export interface SinkOptions {
  readonly url?: string;
  readonly takeOver?: boolean;
  readonly config?: string;
}

/** Declares them. */
export function declareSinkOptions(command: Command): void {
  command
    .option(
      '--url <url>',
      'send to a running service instead of to the log, e.g. http://127.0.0.1:8080',
    )
    .option('--take-over', 'take the embedded log from an owner that cannot be asked')
    .option('--config <file>', 'read this file instead of assay.yaml');
}

/** What a sink is opened with. */
export interface OpenSinkParts {
  readonly context: CommandContext;
  readonly config: FeedConfig;
  readonly options: SinkOptions;
  /** Somebody waits for the events as they come: then batches close as they do in the service. */
  readonly live?: boolean;
}

/**
 * Opens where events go: a running service with `--url`, else the streams at `NATS_URL`, else the lake and
 * log of this machine.
 */
export async function openSink({ context, config, options, live = false }: OpenSinkParts) {
  const { url, takeOver = false } = options;
  if (url !== undefined) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new CommandFailure('BAD_USAGE', `--url: expected an http URL, was "${url}"`, {
        next: 'give it as the service prints it, e.g. http://127.0.0.1:8080',
      });
    }
    return rememberRuns(createHttpSink(url, context.clock));
  }
  // Opening the embedded log stores what an earlier process left in it, which may be much.
  context.status(config.NATS_URL === undefined ? 'opening the lake' : 'connecting to NATS');
  try {
    const sink =
      config.NATS_URL === undefined
        ? await openLocal(context, config, takeOver, live)
        : await openJetStream(context, config, config.NATS_URL);
    return rememberRuns(sink);
  } catch (error) {
    throw explain(error, config);
  } finally {
    context.status(undefined);
  }
}

async function openLocal(
  context: CommandContext,
  config: FeedConfig,
  takeOver: boolean,
  live: boolean,
): Promise<EventSink> {
  const { openLocalSink } = await import('./local-sink.js');
  const logger = await context.logger('warn');
  return openLocalSink({
    store: await openLake(context, config, logger),
    stagingFolder: lakeStagingFolder(config.lake, config.CACHE_ROOT),
    shard: embeddedShard(config),
    walRoot: config.WAL_ROOT,
    segmentBytes: config.WAL_SEGMENT_SIZE_MB * 1024 * 1024,
    takeOver,
    limits: live ? liveLimits(config) : BACKFILL_LIMITS,
    logger,
  });
}

async function openJetStream(
  context: CommandContext,
  config: FeedConfig,
  url: string,
): Promise<EventSink> {
  const { openJetStreamSink } = await import('./jetstream-sink.js');
  const logger = await context.logger('warn');
  const store = await openLake(context, config, logger);
  return openJetStreamSink({ config, store, url, clock: context.clock, logger });
}

function openLake({ clock }: CommandContext, config: FeedConfig, logger: Logger) {
  const { CACHE_ROOT: cacheFolder, CACHE_MAX_BYTES: cacheMaxBytes } = config;
  return openObjectStore(config.lake, { cacheFolder, cacheMaxBytes, clock, logger });
}

/** The service's own name for it. */
function embeddedShard({ BRONZE_SHARDS: name = 'market' }: FeedConfig): string {
  if (!name.includes(',') && !STREAMS.some((stream) => stream.name === name)) {
    return name;
  }
  throw new CommandFailure(
    'BAD_CONFIG',
    `BRONZE_SHARDS: expected one name of its own, as the embedded log is one shard, was ${name}`,
    { next: 'give one name, or set NATS_URL to publish to streams' },
  );
}

function liveLimits(config: FeedConfig): BatchLimits {
  return {
    ...DEFAULT_LIMITS,
    maxEvents: config.BRONZE_MAX_EVENTS,
    maxSeconds: config.BRONZE_MAX_SECONDS,
    maxBytes: config.BRONZE_MAX_BYTES,
    minRowsPerFile: config.BRONZE_MIN_ROWS_PER_FILE,
    maxSpreadSeconds: config.BRONZE_MAX_SPREAD_SECONDS,
  };
}
