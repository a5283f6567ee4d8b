import { createCommittedFiles, createPlaces, inLanes } from '@assay/ledger';
import { arrowSchema, requestedColumns, SharedEngine } from '@assay/query';
import {
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  silverColumns,
  stocksQuotes,
  stocksTrades,
  type Column,
  type Dataset,
} from '@assay/schemas';
import { systemClock } from '@assay/telemetry';
import { Table, type RecordBatch } from 'apache-arrow';
import { createSilverCatalog } from '../catalog/create-silver-catalog.js';
import { SilverError } from '../errors.js';
import { sideColumns } from './fill-sides.js';
import { createHourFinder } from './find-hours.js';
import { createKnownFiles } from './known-files.js';
import { pinHours, releaseAll, type PinParts } from './pin-hours.js';
import { planRead } from './plan-read.js';
import { requestedNames, type SilverReadRequest } from './read-request.js';
import { readSteps } from './read-steps.js';
import { createVolumes } from './session-volume.js';
import type { SilverReader, SilverReaderOptions } from './silver-reader.js';

/** Hours that are replaced again and again while the cache is emptied: a few tries meet no end. */
const TRIES = 5;
/** Catalogs read at once. */
const LANES = 8;

/** Makes a reader of a lake's Silver tier. The engine is opened at the first read. */
export function createSilverReader(options: SilverReaderOptions): SilverReader {
  const { store, openPlace, query, clock = systemClock } = options;
  const catalog = createSilverCatalog(store);
  const engine = new SharedEngine(query);
  const finder = createHourFinder(
    catalog,
    createCommittedFiles(store, createPlaces(openPlace), 'bronze'),
  );
  const { isFrozen } = finder;
  const pins: PinParts = { store, catalog, known: createKnownFiles(engine), clock, isFrozen };
  const volumes = createVolumes(pins, engine);

  /** One reading of what is there now; it may end with `OVERTAKEN`. */
  async function* readOnce(dataset: Dataset, request: SilverReadRequest) {
    const columns = requestedNames(dataset, request);
    const filled = request.filled === true ? sideColumns(dataset) : [];
    const steps = await planRead({ finder, volumes }, dataset, request);
    const hours = steps.flatMap((step) => step.hours);
    const pinned = await pinHours(pins, hours, request.fresh);
    try {
      let at = 0;
      const pinnedSteps = steps.map((step) => {
        const own = pinned.slice(at, at + step.hours.length);
        at += own.length;
        return { ...step, pinned: own };
      });
      yield* readSteps(engine, dataset, pinnedSteps, { columns, filled });
    } finally {
      await releaseAll(pinned);
    }
  }

  /** What is overtaken before the first row begins again: nobody has seen the hour as it was. */
  async function* readBatches(
    dataset: Dataset,
    request: SilverReadRequest,
  ): AsyncGenerator<RecordBatch> {
    let given = false;
    for (let tries = 1; ; tries += 1) {
      try {
        for await (const batch of readOnce(dataset, request)) {
          given = true;
          yield batch;
        }
        return;
      } catch (error) {
        if (given || tries === TRIES || !isOvertaken(error)) {
          throw error;
        }
      }
    }
  }

  async function read(dataset: Dataset, request: SilverReadRequest): Promise<Table> {
    for (let tries = 1; ; tries += 1) {
      const batches: RecordBatch[] = [];
      try {
        for await (const batch of readOnce(dataset, request)) {
          batches.push(batch);
        }
        return new Table(arrowSchema(columnsOf(dataset, request)), batches);
      } catch (error) {
        if (tries === TRIES || !isOvertaken(error)) {
          throw error;
        }
      }
    }
  }

  async function availableDates(dataset: Dataset, symbol?: string): Promise<string[]> {
    const dates = await catalog.dates(dataset);
    const looks = dates.map((date) => async () => {
      const { hours } = await catalog.day(dataset, date);
      return hours.some(
        ({ partition, output }) =>
          output !== null && (symbol === undefined || partition === symbol),
      );
    });
    const isHeld = await inLanes(LANES, looks);
    return dates.filter((_, index) => isHeld[index]);
  }

  const close = () => engine.close();

  return {
    readDate: read,
    readDateRange: read,
    readBatches,
    readStockTrades: (request) => read(stocksTrades, request),
    readStockQuotes: (request) => read(stocksQuotes, request),
    readOptionTrades: (request) => read(optionsTrades, request),
    readEnrichedOptionTrades: (request) => read(optionsTradesEnriched, request),
    readGreeks: (request) => read(optionsGreeksSnapshots, request),
    readFuturesTrades: (request) => read(futuresTrades, request),
    readFuturesMbp10: (request) => read(futuresMbp10, request),
    availableDates,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function columnsOf(dataset: Dataset, request: SilverReadRequest): readonly Column[] {
  const columns = requestedNames(dataset, request);
  return requestedColumns({ dataset, files: [], columns, stored: silverColumns(dataset) });
}

function isOvertaken(error: unknown): boolean {
  return error instanceof SilverError && error.code === 'OVERTAKEN';
}
