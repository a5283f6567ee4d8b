import type { StagedFile } from '@assay/ledger';
import { writeSortedParquet, type QuerySession } from '@assay/query';
import {
  bronzeColumns,
  bronzeFileName,
  bronzeFileOrder,
  DEAD_LETTER_COLUMNS,
  deadLetterKey,
  partitionPath,
  placeFolder,
  placeOf,
  shardTag,
  type Column,
} from '@assay/schemas';
import type { Staging } from '@assay/storage';
import type { Batch, FileRows, PartitionRows } from '../batch/batch.js';
import { BronzeError } from '../errors.js';
import { BRONZE_FORMAT } from '../fingerprints.js';
import { fileSha256 } from './file-sha256.js';
import { writePieces } from './write-pieces.js';

/** What building needs beside the batch. */
export interface BuildContext {
  readonly session: QuerySession;
  readonly staging: Staging;
  readonly shard: string;
  readonly epoch: number;
}

/** Rows of a row group of dead letters: their events may be megabytes each. */
const DEAD_LETTER_ROW_GROUP = 10_240;

/**
 * Writes every file of a closed batch into staging: one a partition and hour, and one of dead letters.
 * Nothing is visible in the lake yet. The same batch always gives the same bytes and names.
 */
export async function buildFiles(context: BuildContext, batch: Batch): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  for (const rows of batch.partitions) {
    files.push(await buildRows(context, batch, rows));
  }
  if (batch.deadLetterCount > 0) {
    files.push(await buildDeadLetters(context, batch));
  }
  return files;
}

async function buildRows(
  context: BuildContext,
  batch: Batch,
  rows: PartitionRows,
): Promise<StagedFile> {
  const { dataset } = rows;
  const place = placeOf(dataset, rows.partition, rows.hourIndex);
  const built = await buildFile(context, batch, rows, {
    columns: bronzeColumns(dataset),
    orderBy: bronzeFileOrder(dataset),
    rowGroupRows: dataset.rowGroupRows,
    footer: { 'assay.dataset': dataset.id, 'assay.partition': partitionPath(place) },
  });
  if (built.minTsEventNs === undefined || built.maxTsEventNs === undefined) {
    throw new BronzeError('COVERAGE', `${dataset.id}: expected event times, was none`);
  }
  const { epoch, shard } = context;
  const { from, to } = batch;
  const name = bronzeFileName({ shardTag: shardTag(shard), epoch, from, to }, built.minTsEventNs);
  return {
    ...built.file,
    key: `${placeFolder(place, 'bronze')}/${name}`,
    dataset: dataset.id,
    partition: partitionPath(place),
    minTsEventNs: built.minTsEventNs,
    maxTsEventNs: built.maxTsEventNs,
    kind: 'rows',
  };
}

async function buildDeadLetters(context: BuildContext, batch: Batch): Promise<StagedFile> {
  const built = await buildFile(context, batch, batch.deadLetters, {
    columns: DEAD_LETTER_COLUMNS,
    orderBy: '"_pos"',
    rowGroupRows: DEAD_LETTER_ROW_GROUP,
    footer: { 'assay.dataset': 'dead_letters.v1' },
  });
  return {
    ...built.file,
    key: deadLetterKey(context.shard, context.epoch, batch.from, batch.to),
    dataset: 'dead_letters.v1',
    partition: '',
    minTsEventNs: undefined,
    maxTsEventNs: undefined,
    kind: 'dead-letters',
  };
}

interface FileForm {
  readonly columns: readonly Column[];
  readonly orderBy: string;
  readonly rowGroupRows: number;
  readonly footer: Readonly<Record<string, string>>;
}

async function buildFile(context: BuildContext, batch: Batch, rows: FileRows, form: FileForm) {
  const { session, staging, shard, epoch } = context;
  const lines = await staging.path('lines.ndjson');
  const path = await staging.path('rows.parquet');
  const positionDigest = rows.positions.digest();
  await writePieces(lines, rows.lines.pieces());
  const written = await writeSortedParquet(session, {
    ...form,
    ndjsonFile: lines,
    rows: rows.lines.rows,
    longestLine: rows.lines.longestLine,
    file: path,
    footer: {
      ...form.footer,
      'assay.format': String(BRONZE_FORMAT),
      'assay.shard': shard,
      'assay.epoch': String(epoch),
      'assay.from': String(batch.from),
      'assay.to': String(batch.to),
      'assay.rows': String(rows.lines.rows),
      'assay.position_digest': positionDigest,
    },
  });
  await staging.discard(lines);
  const { sha256, bytes } = await fileSha256(path);
  const file = { path, rows: written.rows, bytes, sha256, positionDigest };
  return { file, minTsEventNs: written.minTsEventNs, maxTsEventNs: written.maxTsEventNs };
}
