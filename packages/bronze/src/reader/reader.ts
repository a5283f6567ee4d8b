import {
  createCommittedFiles,
  createPlaces,
  openChosen,
  type CommittedFile,
  type OpenPlace,
  type PlacedFile,
} from '@assay/ledger';
import {
  lakeOrder,
  scanToBatches,
  scanToTable,
  SharedEngine,
  type QueryOptions,
  type ScanRequest,
} from '@assay/query';
import {
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  stocksQuotes,
  stocksTrades,
  type Dataset,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { RecordBatch, Table } from 'apache-arrow';
import { noData, retired } from './absent-dates.js';
import { partitionFilter, requestedDates, type ReadRequest } from './read-request.js';

/** How to open a reader. */
export interface BronzeReaderOptions {
  readonly store: ObjectStore;
  /**
   * Opens the lakes that seals name, where files were archived or moved to. By default folders alone
   * can be followed.
   */
  readonly openPlace?: OpenPlace;
  /** The engine's limits: of all reads that overlap together. */
  readonly query?: QueryOptions;
}

/**
 * Reads Bronze: committed rows only, in total order, each exactly once. System columns stay hidden
 * unless named. Files that were archived, and lakes that were moved, are read where they are now
 * (`PLACE_UNREACHABLE`, `FILE_GONE`). Asking for a date that holds nothing is the error `NO_DATA`, for
 * one that retention deleted `RETIRED`, unless `allowMissing`.
 */
export interface BronzeReader extends AsyncDisposable {
  read(dataset: Dataset, request: ReadRequest): Promise<Table>;
  /** The same rows as record batches, for what does not fit memory. */
  readBatches(dataset: Dataset, request: ReadRequest): AsyncIterable<RecordBatch>;
  readStockTrades(request: ReadRequest): Promise<Table>;
  readStockQuotes(request: ReadRequest): Promise<Table>;
  readOptionTrades(request: ReadRequest): Promise<Table>;
  readGreeks(request: ReadRequest): Promise<Table>;
  readFuturesTrades(request: ReadRequest): Promise<Table>;
  readFuturesMbp10(request: ReadRequest): Promise<Table>;
  /** The UTC dates that hold rows of a partition value (all of them when absent), ascending. */
  availableDates(dataset: Dataset, symbol?: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Makes a reader of a lake's Bronze tier. The engine is opened at the first read. */
export function createBronzeReader(options: BronzeReaderOptions): BronzeReader {
  const places = createPlaces(options.openPlace);
  const files = createCommittedFiles(options.store, places, 'bronze');
  const engine = new SharedEngine(options.query);

  async function wanted(dataset: Dataset, request: ReadRequest): Promise<PlacedFile[]> {
    const dates = requestedDates(request);
    const isWanted = partitionFilter(dataset, request);
    const all = await files.of(dataset);
    const asked = new Set(dates);
    const ofPartition = all.files.filter(({ value }) => isWanted(value));
    if (request.allowMissing !== true) {
      const gone = all.retired.filter(({ value, date }) => isWanted(value) && asked.has(date));
      if (gone.length > 0) {
        throw retired(dataset, request, gone);
      }
      const stored = new Set(ofPartition.map(({ date }) => date));
      const missing = dates.filter((date) => !stored.has(date));
      if (missing.length > 0) {
        throw noData(dataset, request, missing, ofPartition.length > 0 ? ofPartition : all.files);
      }
    }
    return ofPartition.filter(({ date, file }) => asked.has(date) && overlaps(file, request));
  }

  /**
   * Rows come in order, so that all files are read before the first batch is given. Where one was taken
   * away until then, the logs say by now where it went, and the reading begins again.
   */
  async function* readBatches(dataset: Dataset, request: ReadRequest) {
    for (;;) {
      const { chosen, copies } = await openChosen(places, () => wanted(dataset, request));
      let given = false;
      try {
        for await (const batch of scan(scanOf(dataset, request, chosen, copies.paths))) {
          given = true;
          yield batch;
        }
        return;
      } catch (error) {
        if (given || !(await copies.isAnyGone())) {
          throw error;
        }
      } finally {
        await copies.release();
      }
    }
  }

  async function* scan(request: ScanRequest) {
    const session = await engine.take();
    try {
      yield* scanToBatches(session, request);
    } finally {
      await engine.giveBack();
    }
  }

  async function read(dataset: Dataset, request: ReadRequest): Promise<Table> {
    for (;;) {
      const { chosen, copies } = await openChosen(places, () => wanted(dataset, request));
      try {
        const session = await engine.take();
        try {
          return await scanToTable(session, scanOf(dataset, request, chosen, copies.paths));
        } finally {
          await engine.giveBack();
        }
      } catch (error) {
        if (!(await copies.isAnyGone())) {
          throw error;
        }
      } finally {
        await copies.release();
      }
    }
  }

  async function availableDates(dataset: Dataset, symbol?: string): Promise<string[]> {
    const dates = (await files.of(dataset)).files
      .filter(({ value }) => symbol === undefined || value === symbol)
      .map(({ date }) => date);
    return [...new Set(dates)].sort();
  }

  const close = () => engine.close();

  return {
    read,
    readBatches,
    readStockTrades: (request) => read(stocksTrades, request),
    readStockQuotes: (request) => read(stocksQuotes, request),
    readOptionTrades: (request) => read(optionsTrades, request),
    readGreeks: (request) => read(optionsGreeksSnapshots, request),
    readFuturesTrades: (request) => read(futuresTrades, request),
    readFuturesMbp10: (request) => read(futuresMbp10, request),
    availableDates,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function scanOf(
  dataset: Dataset,
  { columns, startNs, endNs }: ReadRequest,
  files: readonly PlacedFile[],
  paths: readonly string[],
): ScanRequest {
  return {
    dataset,
    files: paths,
    orderBy: lakeOrder(
      dataset,
      files.map(({ shard }) => shard),
    ),
    ...(columns === undefined ? {} : { columns }),
    ...(startNs === undefined ? {} : { startNs }),
    ...(endNs === undefined ? {} : { endNs }),
  };
}

function overlaps({ min_ts: min, max_ts: max }: CommittedFile, request: ReadRequest): boolean {
  const { startNs, endNs } = request;
  const endsBefore = startNs !== undefined && max !== null && max < startNs;
  const beginsAfter = endNs !== undefined && min !== null && min >= endNs;
  return !endsBefore && !beginsAfter;
}
