import { BACKFILL_LIMITS, createBronzeWriter } from '@assay/bronze';
import { openEmbeddedLog } from '@assay/bus';
import type { CommitEntry } from '@assay/ledger';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import type { Logger } from '@assay/telemetry';
import type { EventSink } from './event-sink.js';

/** Where the lake and its embedded log are. */
export interface LocalSinkOptions {
  readonly dataRoot: string;
  readonly walRoot: string;
  readonly segmentBytes: number;
  readonly takeOver: boolean;
  readonly logger: Logger;
}

/**
 * Sends through the embedded log into Bronze, in this process. Opening it first finishes what an
 * earlier process left: unfinished batches, and events that are in the log but not yet in Bronze.
 */
export async function openLocalSink(options: LocalSinkOptions): Promise<EventSink> {
  const { dataRoot, walRoot, segmentBytes, takeOver, logger } = options;
  const log = await openEmbeddedLog({ root: walRoot, segmentBytes, takeOver, logger });
  const rows: Record<string, number> = {};
  const files: string[] = [];
  let deadLetters = 0;
  let counting = false;
  const count = (commit: CommitEntry) => {
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
  const writer = createBronzeWriter({
    log: log.market,
    store: createLocalStore({ root: dataRoot }),
    shard: 'market',
    stagingFolder: localStagingFolder(dataRoot),
    limits: BACKFILL_LIMITS,
    logger,
    onCommit: count,
  });
  try {
    await writer.start();
    await writer.flushAll();
  } catch (error) {
    await log.close();
    throw error;
  }
  counting = true;
  let pending: Promise<unknown>[] = [];
  const settle = async () => {
    await Promise.all(pending);
    pending = [];
  };
  return {
    lastOfRun: (run) => Promise.resolve(writer.lastOfRun(run)),
    send: async (_dataset, message) => {
      await log.market.waitForRoom(message.bytes.length);
      const appended = log.market.append(message);
      pending.push(appended);
      if (pending.length >= 64) {
        await settle();
      }
    },
    finish: async () => {
      await settle();
      await writer.stop();
      await log.close();
      return { rowsByDataset: rows, deadLetters, files };
    },
    close: async () => {
      await Promise.allSettled(pending);
      await writer.stop();
      await log.close();
    },
  };
}
