import type { EventLog, LogMessage } from '@assay/bus';
import type { OpenPlace } from '@assay/ledger';
import type { QueryOptions } from '@assay/query';
import type { DatasetRegistry } from '@assay/schemas';
import type { EventBatch } from '@assay/signals';
import type { ObjectStore } from '@assay/storage';
import type { Logger } from '@assay/telemetry';
import type { ShardPosition } from './positions.js';

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
  /** Ids of the datasets wanted; their rows alone are given. */
  readonly datasets: readonly string[];
  /** Only these partition values are read from Bronze (default: all). */
  readonly isWanted?: (dataset: string, value: string) => boolean;
  /** Behind these positions; a shard that is not named is given from its beginning. */
  readonly from: readonly ShardPosition[];
  /** Only Bronze rows that happened at or after this. */
  readonly startNs?: bigint;
  readonly registry?: DatasetRegistry;
  readonly query?: QueryOptions;
  readonly logger?: Logger;
  readonly signal?: AbortSignal;
}

/** Rows of Bronze, or messages of a log; the messages of a log begin behind all rows of Bronze. */
export type HandedOver =
  | {
      readonly live: false;
      readonly batch: EventBatch;
      /** No later batch of Bronze holds an event before this (int64 ns). */
      readonly completeToNs: bigint;
    }
  | {
      readonly live: true;
      readonly shard: string;
      readonly epoch: number;
      readonly messages: readonly LogMessage[];
    };
