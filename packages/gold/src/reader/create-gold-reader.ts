import { createCommittedFiles, createPlaces, openChosen, type PlacedFile } from '@assay/ledger';
import {
  scanToBatches,
  scanToTable,
  SharedEngine,
  storedOrder,
  type ScanRequest,
} from '@assay/query';
import { levelsSignals, sqlName, type Dataset } from '@assay/schemas';
import { goldOrderTerms } from '../files/file-form.js';
import { checkRequest, noData, retired } from './absent-date.js';
import type {
  DatasetRequest,
  GoldReader,
  GoldReaderOptions,
  LevelSignalsRequest,
} from './gold-reader.js';

/** Makes a reader of a lake's streaming Gold. The engine is opened at the first read. */
export function createGoldReader(options: GoldReaderOptions): GoldReader {
  const places = createPlaces(options.openPlace);
  const files = createCommittedFiles(options.store, places, 'gold');
  const engine = new SharedEngine(options.query);

  async function wanted(dataset: Dataset, request: DatasetRequest): Promise<PlacedFile[]> {
    checkRequest(dataset, request);
    const all = await files.of(dataset);
    const isWanted = (file: { readonly value: string; readonly date: string }) =>
      file.value === request.value && file.date === request.date;
    const found = all.files.filter(isWanted);
    if (request.allowMissing !== true) {
      if (all.retired.some(isWanted)) {
        throw retired(dataset, request);
      }
      if (found.length === 0) {
        throw noData(dataset, request, all.files);
      }
    }
    return found.filter(({ file }) => overlaps(file, request));
  }

  /**
   * Rows come in order, so that all files are read before the first batch is given. Where one was taken
   * away until then, the logs say by now where it went, and the reading begins again.
   */
  async function* readDateBatches(dataset: Dataset, request: DatasetRequest) {
    for (;;) {
      const { chosen, copies } = await openChosen(places, () => wanted(dataset, request));
      let given = false;
      try {
        const session = await engine.take();
        try {
          for await (const batch of scanToBatches(
            session,
            scanOf(dataset, request, chosen, copies.paths),
          )) {
            given = true;
            yield batch;
          }
        } finally {
          await engine.giveBack();
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

  async function readDate(dataset: Dataset, request: DatasetRequest) {
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

  async function availableDates(dataset: Dataset, value?: string): Promise<string[]> {
    const dates = (await files.of(dataset)).files
      .filter((file) => value === undefined || file.value === value)
      .map(({ date }) => date);
    return [...new Set(dates)].sort();
  }

  const close = () => engine.close();

  return {
    readLevelSignals: (request) => readDate(levelsSignals, byValue(request)),
    readLevelSignalBatches: (request) => readDateBatches(levelsSignals, byValue(request)),
    ...{ readDate, readDateBatches, availableDates, close },
    [Symbol.asyncDispose]: close,
  };
}

function byValue({ underlying, ...request }: LevelSignalsRequest): DatasetRequest {
  return { ...request, value: underlying };
}

function scanOf(
  dataset: Dataset,
  { columns, startNs, endNs }: DatasetRequest,
  files: readonly PlacedFile[],
  paths: readonly string[],
): ScanRequest {
  const first = storedOrder(files.map(({ shard }) => shard)).join(', ');
  const key = dataset.key.map(sqlName).join(', ');
  return {
    ...{ dataset, files: paths },
    qualify: `row_number() OVER (PARTITION BY ${key} ORDER BY ${first}) = 1`,
    orderBy: goldOrderTerms(dataset).join(', '),
    ...(columns === undefined ? {} : { columns }),
    ...(startNs === undefined ? {} : { startNs }),
    ...(endNs === undefined ? {} : { endNs }),
  };
}

function overlaps(
  { min_ts: min, max_ts: max }: PlacedFile['file'],
  { startNs, endNs }: DatasetRequest,
): boolean {
  const endsBefore = startNs !== undefined && max !== null && max < startNs;
  const beginsAfter = endNs !== undefined && min !== null && min >= endNs;
  return !endsBefore && !beginsAfter;
}
