import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  createBronzeWriter,
  streamsAsReplayTarget,
  writerAsReplayTarget,
  type ReplayTarget,
} from '@assay/bronze';
import { openEmbeddedLog, openJetStreamLogs } from '@assay/bus';
import { CommandFailure, natsAccess, natsStreamSettings, type CommandContext } from '@assay/cli';
import type { OpenLake } from '../../lake/open-lake.js';
import { embeddedShard } from '../../shards/chosen-shards.js';
import { BRONZE_STREAMS } from '../../shards/bronze-streams.js';

/** A log that letters go back into, and how to let go of it. */
export interface ReplayLog {
  readonly target: ReplayTarget;
  /** Whether what was sent is stored once `close` has resolved. */
  readonly stores: boolean;
  close(): Promise<void>;
}

/** Opens nothing: for saying what would be done. */
export function describedLog({ config }: OpenLake): ReplayLog {
  const shards =
    config.NATS_URL === undefined
      ? [embeddedShard(config.BRONZE_SHARDS)]
      : BRONZE_STREAMS.map(({ name }) => name);
  const nothing = () => Promise.resolve();
  const target = { shards, settle: nothing, send: () => Promise.resolve('sent' as const) };
  return { target, stores: false, close: nothing };
}

/** Opens the log that the configuration names: the streams of a server, or the embedded one. */
export function openReplayLog(
  context: CommandContext,
  lake: OpenLake,
  takeOver: boolean,
): Promise<ReplayLog> {
  const { NATS_URL } = lake.config;
  return NATS_URL === undefined
    ? openEmbedded(context, lake, takeOver)
    : openStreams(context, lake, NATS_URL);
}

async function openStreams(
  { clock }: CommandContext,
  { config, logger }: OpenLake,
  url: string,
): Promise<ReplayLog> {
  const logs = await openJetStreamLogs({
    ...natsAccess({ ...config, NATS_URL: url }),
    streams: BRONZE_STREAMS,
    settings: natsStreamSettings(config),
    name: 'lake-service dead-letters',
    clock,
    logger,
  });
  return { target: streamsAsReplayTarget(logs), stores: false, close: () => logs.close() };
}

/** In this process, as no other may own the log: what is sent is stored by a writer of its own. */
async function openEmbedded(
  { clock }: CommandContext,
  { config, store, stagingFolder, logger }: OpenLake,
  takeOver: boolean,
): Promise<ReplayLog> {
  const segmentBytes = config.WAL_SEGMENT_SIZE_MB * 1024 * 1024;
  const root = config.WAL_ROOT;
  if (!existsSync(join(root, 'log.json'))) {
    const words = `WAL_ROOT: expected the log that the letters came from, was none at ${root}`;
    throw new CommandFailure('MISSING_DATA', words, {
      next: 'set WAL_ROOT to its folder, or start lake-service once, which makes a new one',
    });
  }
  const log = await openEmbeddedLog({ root, segmentBytes, takeOver, clock, logger });
  const shard = embeddedShard(config.BRONZE_SHARDS);
  const limits = {
    maxEvents: config.BRONZE_MAX_EVENTS,
    maxSeconds: config.BRONZE_MAX_SECONDS,
    maxBytes: config.BRONZE_MAX_BYTES,
  };
  const { market } = log;
  const writer = createBronzeWriter({
    ...{ log: market, store, shard, stagingFolder, limits, clock, logger },
  });
  const close = async () => {
    try {
      await writer.stop();
    } finally {
      await log.close();
    }
  };
  try {
    await writer.start();
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return { target: writerAsReplayTarget(shard, market, writer), stores: true, close };
}
