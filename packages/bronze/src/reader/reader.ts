import {
  createLedgerReader,
  listShards,
  type CommittedFile,
  type LedgerReader,
} from '@assay/ledger';
import {
  openQuerySession,
  scanToBatches,
  scanToTable,
  withLocalCopies,
  type QueryOptions,
  type QuerySession,
  type ScanRequest,
} from '@assay/query';
import {
  createDatasetRegistry,
  datasetFolder,
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  parsePlace,
  stocksQuotes,
  stocksTrades,
  type Dataset,
  type DatasetRegistry,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { RecordBatch, Table } from 'apache-arrow';
import { BronzeError } from '../errors.js';
import { lakeOrder } from './lake-order.js';
import { partitionFilter, requestedDates, type ReadRequest } from './read-request.js';

/** How to open a reader. */
export interface BronzeReaderOptions {
  readonly store: ObjectStore;
  readonly registry?: DatasetRegistry;
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

/** A committed file with its place, as its key says it. */
interface PlacedFile {
  readonly shard: string;
  readonly file: CommittedFile;
  readonly value: string;
  readonly date: string;
}

/** Makes a reader of a lake's Bronze tier. The engine is opened at the first read. */
export function createBronzeReader(options: BronzeReaderOptions): BronzeReader {
  const { store, registry = createDatasetRegistry() } = options;
  const ledgers = new Map<string, LedgerReader>();
  let session: Promise<QuerySession> | undefined;

  const engine = () => {
    session ??= openQuerySession(options.query);
    return session;
  };

  async function placedFiles(dataset: Dataset): Promise<PlacedFile[]> {
    const folder = `${datasetFolder(dataset, 'bronze')}/`;
    const placed: PlacedFile[] = [];
    for (const shard of await listShards({ store, tier: 'bronze' })) {
      const ledger = ledgers.get(shard) ?? createLedgerReader({ store, tier: 'bronze', shard });
      ledgers.set(shard, ledger);
      for (const file of (await ledger.refresh()).filesUnder(folder)) {
        const { place } = parsePlace(registry, 'bronze', file.key);
        placed.push({ shard, file, value: place.value, date: place.date });
      }
    }
    return placed;
  }

  async function wanted(dataset: Dataset, request: ReadRequest): Promise<PlacedFile[]> {
    const dates = requestedDates(request);
    const isWanted = partitionFilter(dataset, request);
    const files = await placedFiles(dataset);
    const ofPartition = files.filter(({ value }) => isWanted(value));
    const missing = dates.filter((date) => !ofPartition.some((file) => file.date === date));
    if (missing.length > 0 && request.allowMissing !== true) {
      throw noData(dataset, request, missing, ofPartition);
    }
    return ofPartition.filter(({ date, file }) => dates.includes(date) && overlaps(file, request));
  }

  async function scanOf(dataset: Dataset, request: ReadRequest) {
    const files = await wanted(dataset, request);
    const scan = (paths: readonly string[]): ScanRequest => ({
      dataset,
      files: paths,
      orderBy: lakeOrder(dataset, shardsOf(files)),
      ...(request.columns === undefined ? {} : { columns: request.columns }),
      ...(request.startNs === undefined ? {} : { startNs: request.startNs }),
      ...(request.endNs === undefined ? {} : { endNs: request.endNs }),
    });
    return { keys: files.map(({ file }) => file.key), scan };
  }

  async function read(dataset: Dataset, request: ReadRequest): Promise<Table> {
    const { keys, scan } = await scanOf(dataset, request);
    const open = await engine();
    return withLocalCopies(store, keys, (paths) => scanToTable(open, scan(paths)));
  }

  async function* readBatches(dataset: Dataset, request: ReadRequest) {
    const { keys, scan } = await scanOf(dataset, request);
    const open = await engine();
    const copies = await Promise.all(keys.map((key) => store.localCopy(key)));
    try {
      yield* scanToBatches(open, scan(copies.map((copy) => copy.path)));
    } finally {
      await Promise.all(copies.map((copy) => copy.release()));
    }
  }

  const close = async () => {
    (await session)?.close();
    session = undefined;
  };

  return {
    read,
    readBatches,
    readStockTrades: (request) => read(stocksTrades, request),
    readStockQuotes: (request) => read(stocksQuotes, request),
    readOptionTrades: (request) => read(optionsTrades, request),
    readGreeks: (request) => read(optionsGreeksSnapshots, request),
    readFuturesTrades: (request) => read(futuresTrades, request),
    readFuturesMbp10: (request) => read(futuresMbp10, request),
    availableDates: async (dataset, symbol) => {
      const files = await placedFiles(dataset);
      const dates = files
        .filter(({ value }) => symbol === undefined || value === symbol)
        .map(({ date }) => date);
      return [...new Set(dates)].sort();
    },
    close,
    [Symbol.asyncDispose]: close,
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

function noData(
  dataset: Dataset,
  request: ReadRequest,
  missing: readonly string[],
  stored: readonly PlacedFile[],
): BronzeError {
  const what = request.symbol ?? `root ${request.root}`;
  const dates = [...new Set(stored.map(({ date }) => date))].sort();
  const has =
    dates.length === 0
      ? 'Bronze holds no date of it'
      : `Bronze holds ${dates.length} dates of it, ${dates[0]} to ${dates.at(-1)}`;
  return new BronzeError(
    'NO_DATA',
    `${dataset.id} ${what}: expected rows on ${missing.slice(0, 5).join(', ')}` +
      `${missing.length > 5 ? ` and ${missing.length - 5} more dates` : ''}, was none; ${has}`,
  );
}
