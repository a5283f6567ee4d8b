import { createShardKeeper, type BatchLimits } from '@assay/bronze';
import { openEmbeddedLog } from '@assay/bus';
import type { CommitEntry } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import type { Logger } from '@assay/telemetry';
import { createBacklog } from './backlog.js';
import type { EventSink } from './event-sink.js';

/** Where the lake and its embedded log are. */
export interface LocalSinkOptions {
  readonly store: ObjectStore;
  /** Where files for the lake are built. */
  readonly stagingFolder: string;
  /** The name of the log's shard in the lake. */
  readonly shard: string;
  readonly walRoot: string;
  readonly segmentBytes: number;
  readonly takeOver: boolean;
  readonly limits: BatchLimits;
  readonly logger: Logger;
}

/** Appends under way at a time: enough for one fsync to serve many. */
const MAX_PENDING = 64;
/** Payload bytes that the log may be ahead of Bronze, in batches of the hard limit. */
const MAX_BATCHES_AHEAD = 4;

/**
 * Sends through the embedded log into Bronze, in this process. Opening it first finishes what an
 * earlier process left: unfinished batches, and events that are in the log but not yet in Bronze.
 */
export async function openLocalSink(options: LocalSinkOptions): Promise<EventSink> {
  const { store, stagingFolder, shard, walRoot, segmentBytes, takeOver, limits, logger } = options;
  const log = await openEmbeddedLog({ root: walRoot, segmentBytes, takeOver, logger });
  const backlog = createBacklog(MAX_BATCHES_AHEAD * limits.maxBytes);
  const rows: Record<string, number> = {};
  const files: string[] = [];
  let deadLetters = 0;
  let counting = false;
  const onCommit = (commit: CommitEntry) => {
    backlog.committed(commit.seq_to);
    if (!counting) {
      return;
    }
    deadLetters += commit.dead_letters;
    for (const file of commit.files) {
      files.push(file.key);
      if (file.kind === 'rows') {
        rows[file.dataset] = (rows[file.dataset] ?? 0) + file.rows;
      }
    }
  };
  const writer = createShardKeeper({
    log: log.market,
    store,
    shard,
    // One try: whoever runs a command wants to know, not to wait for days.
    whileTaken: 'refuse',
    stagingFolder,
    limits,
    logger,
    onCommit,
  });
  // A writer that fails in the middle has to stop the sender too: the log alone would take it all.
  writer.done.catch(backlog.fail);
  let pending: Promise<unknown>[] = [];
  const end = async () => {
    try {
      await writer.stop();
    } finally {
      await log.close();
    }
  };
  try {
    await writer.start();
    await writer.flushAll();
  } catch (error) {
    await end().catch(() => undefined);
    throw error;
  }
  counting = true;
  const settle = async () => {
    const appends = pending;
    pending = [];
    await Promise.all(appends);
  };
  return {
    lastOfRun: (run) => Promise.resolve(writer.lastOfRun(run)),
    send: async (_dataset, message) => {
      const { length } = message.bytes;
      await backlog.room();
      await log.market.waitForRoom(length);
      const appended = log.market
        .append(message)
        .then((sequence) => backlog.appended(sequence, length));
      // Its failure is told by `settle`, which may come later.
      appended.catch(() => undefined);
      pending.push(appended);
      if (pending.length >= MAX_PENDING) {
        await settle();
      }
    },
    finish: async () => {
      await settle();
      await end();
      return { rowsByDataset: rows, deadLetters, files };
    },
    close: async () => {
      await Promise.allSettled(pending);
      await end();
    },
  };
}
