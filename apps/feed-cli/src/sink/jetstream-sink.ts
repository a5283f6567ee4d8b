import { openJetStreamLogs } from '@assay/bus';
import { natsAccess, natsStreamSettings } from '@assay/cli';
import { createLedgerReader, listShards, type LedgerReader } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import type { Clock, Logger } from '@assay/telemetry';
import type { FeedConfig } from '../config.js';
import type { EventSink } from './event-sink.js';

/** Appends under way at a time: beyond, one waits until the server has acknowledged them. */
const MAX_PENDING = 1_024;

/** What the sink works with. */
export interface JetStreamSinkOptions {
  readonly config: FeedConfig;
  /** The lake, if this machine reaches it. */
  readonly store: ObjectStore;
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Publishes to the streams of a NATS server; a lake service stores them from there. What the lake at
 * `DATA_ROOT` holds already is not sent again. What is in a stream and not yet in the lake is sent again
 * with its run and ordinal: the server drops it while it remembers message ids, and later readers of
 * Bronze see equal (`_run`, `_run_pos`) as one delivery.
 */
export async function openJetStreamSink(options: JetStreamSinkOptions): Promise<EventSink> {
  const { config, store, url, clock, logger } = options;
  const logs = await openJetStreamLogs({
    ...natsAccess({ ...config, NATS_URL: url }),
    settings: natsStreamSettings(config),
    name: 'feed-cli',
    clock,
    logger,
  });
  const ledgers = await openLedgers(store);
  if (ledgers.length === 0) {
    logger.warn(
      'no lake at DATA_ROOT: what a lake service has stored already is not known here, and is sent again ' +
        '(the streams recognise it for NATS_DUPLICATE_WINDOW_SECONDS; later it is stored again, with ' +
        'equal _run and _run_pos)',
      { lake: store.root },
    );
  }
  const streams = new Set<string>();
  let pending: Promise<void>[] = [];
  let messages = 0;
  let duplicates = 0;
  const settle = async () => {
    const appends = pending;
    pending = [];
    await Promise.all(appends);
  };
  return {
    lastOfRun: async (run) => {
      for (const ledger of ledgers) {
        const last = (await ledger.refresh()).lastOfRun(run);
        if (last !== undefined) {
          return last;
        }
      }
      return undefined;
    },
    send: async (_dataset, message) => {
      await logs.publisher.waitForRoom(message.bytes.length);
      const acknowledged = logs.publisher.publish(message).then(({ stream, isDuplicate }) => {
        messages += 1;
        duplicates += isDuplicate ? 1 : 0;
        streams.add(stream);
      });
      // Its failure is told by `settle`, which may come later.
      acknowledged.catch(() => undefined);
      pending.push(acknowledged);
      if (pending.length >= MAX_PENDING) {
        await settle();
      }
    },
    finish: async () => {
      await settle();
      await logs.close();
      const log = { messages, duplicates, streams: [...streams].sort() };
      return { rowsByDataset: {}, deadLetters: 0, files: [], log };
    },
    close: async () => {
      await Promise.allSettled(pending);
      await logs.close();
    },
  };
}

/** The commit logs of the lake. */
async function openLedgers(store: ObjectStore): Promise<readonly LedgerReader[]> {
  const place = { store, tier: 'bronze' as const };
  const shards = await listShards(place);
  return shards.map((shard) => createLedgerReader({ ...place, shard }));
}
