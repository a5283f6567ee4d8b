import type { OpenPlace } from '@assay/ledger';
import type { QueryOptions } from '@assay/query';
import type { Dataset } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Clock } from '@assay/telemetry';
import type { RecordBatch, Table } from 'apache-arrow';
import type { ReadDateRangeRequest, ReadDateRequest, SilverReadRequest } from './read-request.js';

/** How to open a reader. */
export interface SilverReaderOptions {
  readonly store: ObjectStore;
  /**
   * Opens the lakes that seals of Bronze name, where a shard was moved to: Bronze's logs are asked whether
   * an hour that Silver lacks has rows at all. By default folders alone can be followed.
   */
  readonly openPlace?: OpenPlace;
  /** The engine's limits: of all reads that overlap together. */
  readonly query?: QueryOptions;
  readonly clock?: Clock;
}

/**
 * Reads Silver: Arrow data with the dataset's columns in declared order, rows in total order, each exactly
 * once. Which hours there are says Silver's catalog; each is read from one snapshot of its file that a
 * compaction recorded, so that a read beside a compaction gives an hour as it was or as it is, never a
 * mix. A read of several hours may give one as it was and the next as it is.
 *
 * Throws `SilverError`: `BAD_REQUEST`; `NOT_COMPACTED` where Bronze holds rows of hours that Silver lacks,
 * naming the commands to run; `NO_DATA` for a date of which nothing was ever stored; `FILE_CHANGED` for a
 * file that no compaction made; `OVERTAKEN` (retryable). An hour to which Bronze got more rows since is
 * read as it was compacted, unless `fresh`.
 */
export interface SilverReader extends AsyncDisposable {
  /** The rows of one UTC date as one Arrow table. */
  readDate(dataset: Dataset, request: ReadDateRequest): Promise<Table>;
  /** The rows of the UTC dates `from` to `to`, both included. */
  readDateRange(dataset: Dataset, request: ReadDateRangeRequest): Promise<Table>;
  /**
   * The same rows as record batches, for what does not fit memory: hour by hour. All hours are held from
   * before the first row on, in S3 as copies in the cache.
   */
  readBatches(dataset: Dataset, request: SilverReadRequest): AsyncIterable<RecordBatch>;
  readStockTrades(request: SilverReadRequest): Promise<Table>;
  readStockQuotes(request: SilverReadRequest): Promise<Table>;
  readOptionTrades(request: SilverReadRequest): Promise<Table>;
  readEnrichedOptionTrades(request: SilverReadRequest): Promise<Table>;
  readGreeks(request: SilverReadRequest): Promise<Table>;
  readFuturesTrades(request: SilverReadRequest): Promise<Table>;
  readFuturesMbp10(request: SilverReadRequest): Promise<Table>;
  /** The UTC dates of which Silver has rows, of a partition value or of any, ascending. */
  availableDates(dataset: Dataset, symbol?: string): Promise<string[]>;
  close(): Promise<void>;
}
