import { scanToBatches, scanToTable, type QueryOptions, type ScanRequest } from '@assay/query';
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
import type { CommittedFile } from '@assay/ledger';
import type { RecordBatch, Table } from 'apache-arrow';
import { BronzeError } from '../errors.js';
import { createCommittedFiles, openCopies, type PlacedFile } from './committed-files.js';
import { lakeOrder } from './lake-order.js';
import { partitionFilter, requestedDates, type ReadRequest } from './read-request.js';
import { SharedEngine } from './shared-engine.js';

/** How to open a reader. */
export interface BronzeReaderOptions {
  readonly store: ObjectStore;
  /** The engine's limits: of all reads that overlap together. */
  readonly query?: QueryOptions;
}

/**
 * Reads Bronze: committed rows only, in total order, each exactly once. System columns stay hidden
 * unless named. Asking for a date that holds nothing is the error `NO_DATA`, unless `allowMissing`.
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
  const { store } = options;
  const files = createCommittedFiles(store);
  const engine = new SharedEngine(options.query);

  async function wanted(dataset: Dataset, request: ReadRequest): Promise<PlacedFile[]> {
    const dates = requestedDates(request);
    const isWanted = partitionFilter(dataset, request);
    const all = await files.of(dataset);
    const ofPartition = all.filter(({ value }) => isWanted(value));
    const stored = new Set(ofPartition.map(({ date }) => date));
    const missing = dates.filter((date) => !stored.has(date));
    if (missing.length > 0 && request.allowMissing !== true) {
      throw noData(dataset, request, missing, ofPartition.length > 0 ? ofPartition : all);
    }
    const asked = new Set(dates);
    return ofPartition.filter(({ date, file }) => asked.has(date) && overlaps(file, request));
  }

  async function* readBatches(dataset: Dataset, request: ReadRequest) {
    const chosen = await wanted(dataset, request);
    const copies = await openCopies(store, chosen);
    try {
      const session = await engine.take();
      try {
        yield* scanToBatches(session, scanOf(dataset, request, chosen, copies.paths));
      } finally {
        await engine.giveBack();
      }
    } finally {
      await copies.release();
    }
  }

  async function read(dataset: Dataset, request: ReadRequest): Promise<Table> {
    const chosen = await wanted(dataset, request);
    const copies = await openCopies(store, chosen);
    try {
      const session = await engine.take();
      try {
        return await scanToTable(session, scanOf(dataset, request, chosen, copies.paths));
      } finally {
        await engine.giveBack();
      }
    } finally {
      await copies.release();
    }
  }

  async function availableDates(dataset: Dataset, symbol?: string): Promise<string[]> {
    const dates = (await files.of(dataset))
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
    orderBy: lakeOrder(dataset, shardsOf(files)),
    ...(columns === undefined ? {} : { columns }),
    ...(startNs === undefined ? {} : { startNs }),
    ...(endNs === undefined ? {} : { endNs }),
  };
}

/** The shards of files, by the UTF-8 bytes of their names. */
function shardsOf(files: readonly PlacedFile[]): string[] {
  const bytes = (text: string) => Buffer.from(text, 'utf8');
  return [...new Set(files.map(({ shard }) => shard))].sort((a, b) => bytes(a).compare(bytes(b)));
}

function overlaps({ min_ts: min, max_ts: max }: CommittedFile, request: ReadRequest): boolean {
  const { startNs, endNs } = request;
  const endsBefore = startNs !== undefined && max !== null && max < startNs;
  const beginsAfter = endNs !== undefined && min !== null && min >= endNs;
  return !endsBefore && !beginsAfter;
}

/** @param stored the partition's files, or the whole dataset's where the partition has none */
function noData(
  dataset: Dataset,
  { symbol, root }: ReadRequest,
  missing: readonly string[],
  stored: readonly PlacedFile[],
): BronzeError {
  const dates = [...new Set(stored.map(({ date }) => date))].sort();
  const values = [...new Set(stored.map(({ value }) => value))].sort();
  const has =
    dates.length === 0
      ? `Bronze holds nothing of ${dataset.id}`
      : `Bronze holds ${listed(values)} on ${dates.length} dates, ${dates[0]} to ${dates.at(-1)}`;
  return new BronzeError(
    'NO_DATA',
    `${dataset.id} ${symbol ?? `root ${root}`}: expected rows on ${listed(missing)}, ` +
      `was none; ${has}`,
  );
}

function listed(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(', ')}${more}`;
}
