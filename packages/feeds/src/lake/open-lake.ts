import { stat } from 'node:fs/promises';
import type { QuerySession } from '@assay/query';
import { createDatasetRegistry, recogniseDataset, sqlText, type Dataset } from '@assay/schemas';
import { FeedError } from '../errors.js';
import type { Feed } from '../feed.js';
import type { FeedInput } from '../input.js';
import { literalGlob, type FileColumn } from './column-sql.js';
import { engineWords } from './engine-words.js';
import { inspectFile } from './inspect.js';
import { createLakeFeed } from './lake-feed.js';
import { LAKE_DATASETS, type LakeOptions } from './options.js';
import { lakePlaceOf } from './place.js';
import { planFile } from './plan.js';

const REGISTRY = createDatasetRegistry(LAKE_DATASETS);

/**
 * Opens a Parquet file of a lake in the layout of Python's writer (`futures/trades/symbol=ES/date=…/hour=…`).
 * Its dataset is that of its folder, else the one told, else the one its columns fit. Iterating reads rows
 * in file order, in memory that does not grow with the file; a value that does not fit costs its row only.
 *
 * Throws a `FeedError`: `BAD_HEADER` for what is no Parquet file, or lacks a column that cannot be done
 * without, `BAD_RECORD` for a
 * damaged one, `UNSUPPORTED` for a file of another dataset or of a lake of Assay, `BAD_OPTION`, `UNREADABLE`.
 */
export async function openLake(input: FeedInput, options: LakeOptions = {}): Promise<Feed> {
  const file = input.name;
  const { path } = input;
  if (path === undefined) {
    throw new FeedError(
      'UNSUPPORTED',
      'expected a local file, was bytes of another kind of input',
      {
        place: { file },
      },
    );
  }
  await checkFile(path, file);
  // Imported lazily: a command that reads no Parquet need not load the engine.
  const { openQuerySession } = await import('@assay/query');
  const session = await openQuerySession({ threads: 1 });
  try {
    const relation = `read_parquet(${sqlText(literalGlob(path))}, hive_partitioning = false)`;
    const columns = await columnsOf(session, relation, file);
    const found = lakePlaceOf(path);
    const place = { ...found, partition: options.partition ?? found.partition };
    const dataset = datasetOf(columns, options.dataset ?? place.dataset, file);
    const plan = planFile(dataset, columns, place.partition, options);
    if (plan.problems.length > 0) {
      const problem = `no ${dataset.id}: expected ${plan.problems.join('; ')}`;
      throw new FeedError('BAD_HEADER', problem, { place: { file } });
    }
    const notes = await inspectFile(session, relation, plan.leftOut, file);
    return createLakeFeed({ file, session, relation, plan, place, notes });
  } catch (error) {
    session.close();
    throw error;
  }
}

async function checkFile(path: string, file: string): Promise<void> {
  let size: number;
  try {
    ({ size } = await stat(path));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FeedError('UNREADABLE', `cannot be read (${why})`, { place: { file }, cause });
  }
  if (size === 0) {
    throw new FeedError('BAD_HEADER', 'expected a Parquet file, was empty', { place: { file } });
  }
}

async function columnsOf(
  session: QuerySession,
  relation: string,
  file: string,
): Promise<FileColumn[]> {
  try {
    const described = await session.rows(`DESCRIBE SELECT * FROM ${relation}`);
    return described.map(({ column_name: name, column_type: type }) => ({
      name: String(name),
      type: String(type),
    }));
  } catch (cause) {
    const problem = `expected a Parquet file: ${engineWords(cause)}`;
    throw new FeedError('BAD_HEADER', problem, { place: { file }, cause });
  }
}

function datasetOf(
  columns: readonly FileColumn[],
  told: Dataset | undefined,
  file: string,
): Dataset {
  const names = new Set(columns.map(({ name }) => name));
  const place = { file };
  if (names.has('_pos') && names.has('_run')) {
    const problem = 'is a file of a lake of Assay: bring in what that lake was made from';
    throw new FeedError('UNSUPPORTED', problem, { place });
  }
  if (told !== undefined && !LAKE_DATASETS.includes(told)) {
    const expected = LAKE_DATASETS.map(({ name }) => name).join(', ');
    throw new FeedError('UNSUPPORTED', `${told.name}: expected one of ${expected}`, { place });
  }
  const dataset =
    told ??
    recogniseDataset(
      REGISTRY,
      (field) => names.has(field) || (field === 'levels' && names.has('bid_px_1')),
      () => undefined,
    );
  if (dataset === undefined) {
    const problem =
      'expected the folder of a dataset (futures/trades/symbol=ES/…) or its columns, was ' +
      `${[...names].slice(0, 8).join(', ')}; name it with dataset=ID`;
    throw new FeedError('UNSUPPORTED', problem, { place });
  }
  return dataset;
}
