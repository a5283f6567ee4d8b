import type { EventLog, LogMessage } from '@assay/bus';
import type { OpenPlace } from '@assay/ledger';
import { SharedEngine, type QueryOptions } from '@assay/query';
import type { DatasetRegistry } from '@assay/schemas';
import type { EventBatch } from '@assay/signals';
import type { ObjectStore } from '@assay/storage';
import type { Logger } from '@assay/telemetry';
import { ReplayError } from '../errors.js';
import { createLakeFiles } from '../lake/lake-files.js';
import { mergeAsync } from './merge-async.js';
import { liveMessages } from './live-messages.js';
import { planShard, type ReachedPosition, type ShardPlan } from './plan-shard.js';
import { storedRows } from './stored-rows.js';

/** A log, and the shard that Bronze stores it as. */
export interface ShardSource {
  readonly shard: string;
  readonly log: EventLog;
}

/** What is handed over. */
export interface HandOverOptions {
  readonly store: ObjectStore;
  readonly openPlace?: OpenPlace;
  readonly logs: readonly ShardSource[];
  /** Ids of the datasets wanted; of Bronze their rows alone are given. */
  readonly datasets: readonly string[];
  /** Only these partition values are read from Bronze (default: all). */
  readonly isWanted?: (dataset: string, value: string) => boolean;
  /** Behind these positions; a shard that is not named is given from its beginning. */
  readonly from: readonly ReachedPosition[];
  /** Only Bronze rows that happened at or after this. */
  readonly startNs?: bigint;
  readonly registry?: DatasetRegistry;
  readonly query?: QueryOptions;
  readonly logger?: Logger;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** Rows of Bronze, then messages of the logs. */
export type HandedOver =
  | {
      readonly live: false;
      readonly batch: EventBatch;
      /** No later batch of Bronze holds an event before this (int64 ns); undefined with the last. */
      readonly completeToNs: bigint | undefined;
    }
  | {
      readonly live: true;
      readonly shard: string;
      readonly epoch: number;
      readonly messages: readonly LogMessage[];
    };

/**
 * Everything behind a position, once each: rows of committed Bronze files by event time, up to what is committed
 * when it begins, then the logs' messages from the next one on, each log in its order, as they come. A log
 * that still holds what is asked for is read from the position on, without Bronze. Memory is bounded by batches.
 *
 * Throws `LINEAGE_CHANGED` when a log is not the one that the positions, or Bronze, count in.
 */
export async function* handOver(
  options: HandOverOptions,
): AsyncGenerator<HandedOver, void, undefined> {
  const { logs, from, query, signal, logger } = options;
  const lake = createLakeFiles(options.store, options.openPlace, options.registry);
  const plans: ShardPlan[] = [];
  for (const source of logs) {
    const reached = from.find(({ shard }) => shard === source.shard);
    const readFold = async () => (await lake.folds()).get(source.shard);
    const { plan, lost } = await planShard({ ...source, readFold }, reached);
    if (plan === undefined) {
      throw new ReplayError('LINEAGE_CHANGED', `${lost}: begin anew, from Bronze`);
    }
    plans.push(plan);
  }
  const engine = new SharedEngine(query);
  try {
    for await (const merged of storedRows(lake, engine, plans, options)) {
      if (signal?.aborted === true) {
        return;
      }
      yield { live: false, ...merged };
    }
  } finally {
    await engine.close();
  }
  const reading = plans.map((plan) => ofShard(plan, logger, signal));
  yield* mergeAsync(reading);
}

async function* ofShard(
  plan: ShardPlan,
  logger: Logger | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<HandedOver, void, undefined> {
  const { shard, epoch } = plan;
  for await (const messages of liveMessages({ plan, logger, signal })) {
    yield { live: true, shard, epoch, messages };
  }
}
