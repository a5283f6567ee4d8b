import type { OpenPlace } from '@assay/ledger';
import type { QueryOptions } from '@assay/query';
import type { Dataset } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { RecordBatch, Table } from 'apache-arrow';

/** How to open a reader. */
export interface GoldReaderOptions {
  readonly store: ObjectStore;
  /** Opens the lakes that seals name, where files were archived or moved to. */
  readonly openPlace?: OpenPlace;
  /** The engine's limits: of all reads that overlap together. */
  readonly query?: QueryOptions;
}

/** What to read of one UTC date; event times are `[startNs, endNs)`. */
export interface DateRequest {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly startNs?: bigint;
  readonly endNs?: bigint;
  /** Columns wanted, in this order (default: the dataset's own; `_pos`, `_run`, `_run_pos` on demand). */
  readonly columns?: readonly string[];
  /** Give an empty table where the date has no data, instead of the error `NO_DATA`. */
  readonly allowMissing?: boolean;
}

export interface LevelSignalsRequest extends DateRequest {
  readonly underlying: string;
}

/** The same of any Gold dataset. */
export interface DatasetRequest extends DateRequest {
  /** The partition value, such as an underlying. */
  readonly value: string;
}

/**
 * Reads streaming Gold: committed rows only, by event time and the key's other columns. Rows of one key are
 * given once: the one of the least (shard, epoch, `_pos`), shards by the bytes of their names. Asking for a
 * date that holds nothing is the error `NO_DATA`, for one that retention deleted `RETIRED`, unless
 * `allowMissing`.
 */
export interface GoldReader extends AsyncDisposable {
  /** Sorted by (ts_event_ns, level_id, producer). */
  readLevelSignals(request: LevelSignalsRequest): Promise<Table>;
  /** The same rows as record batches, for what does not fit memory. */
  readLevelSignalBatches(request: LevelSignalsRequest): AsyncIterable<RecordBatch>;
  readDate(dataset: Dataset, request: DatasetRequest): Promise<Table>;
  readDateBatches(dataset: Dataset, request: DatasetRequest): AsyncIterable<RecordBatch>;
  /** The UTC dates that hold rows of a partition value (all of them when absent), ascending. */
  availableDates(dataset: Dataset, value?: string): Promise<string[]>;
  close(): Promise<void>;
}
