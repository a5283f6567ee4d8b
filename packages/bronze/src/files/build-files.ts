import { inLanes, type StagedFile } from '@assay/ledger';
import { writeSortedParquet } from '@assay/query';
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
import { WRITER_RELEASE } from '../release.js';
import { BUILD_LANES, type BuildEngines } from './build-engines.js';
import { fileSha256 } from './file-sha256.js';
import { writePieces } from './write-pieces.js';

/** What building needs beside the batch. */
export interface BuildContext {
  readonly engines: BuildEngines;
  readonly staging: Staging;
  readonly shard: string;
  readonly epoch: number;
}

/** Rows of a row group of dead letters: their events may be megabytes each. */
const DEAD_LETTER_ROW_GROUP = 10_240;

/**
 * Writes every file of a closed batch into staging: one a partition and hour, and one of dead letters.
 * Nothing is visible in the lake yet. The same batch gives the same names always, and the same bytes in
 * one release.
 */
export async function buildFiles(context: BuildContext, batch: Batch): Promise<StagedFile[]> {
  const jobs = batch.partitions.map((rows) => () => buildRows(context, batch, rows));
  if (batch.deadLetterCount > 0) {
    jobs.push(() => buildDeadLetters(context, batch));
  }
  return inLanes(BUILD_LANES, jobs);
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

async function buildFile(
  { engines, staging, shard, epoch }: BuildContext,
  batch: Batch,
  rows: FileRows,
  form: FileForm,
) {
  const path = await staging.path('rows.parquet');
  const lines = `${path}.ndjson`;
  await writePieces(lines, rows.lines.pieces());
  const positionDigest = rows.positions.digest();
  const request = {
    ...form,
    ndjsonFile: lines,
    rows: rows.lines.rows,
    longestLine: rows.lines.longestLine,
    file: path,
    footer: {
      ...form.footer,
      'assay.writer': WRITER_RELEASE,
      'assay.format': String(BRONZE_FORMAT),
      'assay.shard': shard,
      'assay.epoch': String(epoch),
      'assay.from': String(batch.from),
      'assay.to': String(batch.to),
      'assay.rows': String(rows.lines.rows),
      'assay.position_digest': positionDigest,
    },
  };
  const written = await engines.use(request.rows, (session) =>
    writeSortedParquet(session, request),
  );
  const { bytes, minTsEventNs, maxTsEventNs } = written;
  const [sha256] = await Promise.all([fileSha256(path, bytes), staging.discard(lines)]);
  const file = { path, rows: written.rows, bytes, sha256, positionDigest };
  return { file, minTsEventNs, maxTsEventNs };
}
