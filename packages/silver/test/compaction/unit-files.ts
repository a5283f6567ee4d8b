import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { QuerySession } from '@assay/query';
import { positionOf, type AnyRow, type Dataset } from '@assay/schemas';
import { createStaging } from '@assay/storage';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { BronzeRowFile } from '../../src/compaction/bronze-rows.js';
import { buildBronzeFiles } from '../support/bronze-files.js';
import type { StoredRow } from './naive-silver.js';

/** One delivery of an event, as a producer sends it. */
export interface Delivery {
  readonly row: AnyRow;
  readonly run: string | null;
  readonly runPos: bigint | null;
}

/** Deliveries that one batch of one shard stores. */
export interface UnitBatch {
  readonly shard: string;
  readonly epoch: number;
  readonly deliveries: readonly Delivery[];
}

/** Bronze files of one unit, and what they hold. */
export interface UnitFiles {
  readonly files: readonly BronzeRowFile[];
  readonly stored: readonly StoredRow[];
}

/** Writes each batch as Bronze does: a file, sorted, under its name. All rows must be of one unit. */
export async function writeUnitFiles(
  session: QuerySession,
  folder: string,
  dataset: Dataset,
  batches: readonly UnitBatch[],
  eventsPerMessage = 1,
): Promise<UnitFiles> {
  await mkdir(folder, { recursive: true });
  const staging = createStaging({ folder: join(folder, 'staging'), owner: 'test' });
  const files: BronzeRowFile[] = [];
  const stored: StoredRow[] = [];
  let from = 1n;
  for (const { shard, epoch, deliveries } of batches) {
    const messages = BigInt(Math.ceil(deliveries.length / eventsPerMessage));
    const to = from + messages - 1n;
    const rows = deliveries.map(({ row, run, runPos }) => ({
      ...row,
      _run: run,
      _run_pos: runPos,
    }));
    const batch = { shard, epoch, from, to, eventsPerMessage };
    const built = await buildBronzeFiles(session, staging, dataset, rows, batch);
    if (built.length !== 1) throw new Error(`expected rows of one unit, was ${built.length}`);
    for (const { key, path } of built) {
      const own = join(folder, basename(key));
      await rename(path, own);
      files.push({ path: own, shard });
    }
    for (const [index, delivery] of deliveries.entries()) {
      const sequence = from + BigInt(Math.floor(index / eventsPerMessage));
      const pos = positionOf(sequence, index % eventsPerMessage);
      stored.push({ ...delivery, shard, epoch, pos });
    }
    from = to + 1n;
  }
  return { files, stored };
}

/** All rows of a Parquet file, by a reader that shares no code with DuckDB. int64 is `bigint`. */
export async function independentRows(path: string): Promise<AnyRow[]> {
  const file = await asyncBufferFromFile(path);
  const rows = await parquetReadObjects({ file, compressors });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, (value ?? null) as AnyRow[string]]),
    ),
  );
}
