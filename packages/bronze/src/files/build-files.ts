import { inLanes, type StagedFile } from '@assay/ledger';
import { writeSortedParquet } from '@assay/query';
import {
  bronzeFileName,
  deadLetterKey,
  partitionPath,
  placeFolder,
  placeOf,
  shardTag,
} from '@assay/schemas';
import type { Staging } from '@assay/storage';
import type { Batch, FileRows, PartitionRows } from '../batch/batch.js';
import { BronzeError } from '../errors.js';
import { BRONZE_FORMAT } from '../fingerprints.js';
import { WRITER_RELEASE } from '../release.js';
import { BUILD_LANES, type BuildEngines } from './build-engines.js';
import { DEAD_LETTERS, DEAD_LETTERS_FORM, rowsForm, type FileForm } from './file-form.js';
import { fileSha256 } from './file-sha256.js';
import { writePieces } from './write-pieces.js';

/** What building needs beside the batch. */
export interface BuildContext {
  readonly engines: BuildEngines;
  readonly staging: Staging;
  readonly shard: string;
  readonly epoch: number;
  /** The fence that names end in, where a batch is finished under other names than were announced. */
  readonly recoveryFence?: number | undefined;
}

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
  const form = rowsForm(dataset, partitionPath(place));
  const built = await buildFile(context, batch, rows, form);
  if (built.minTsEventNs === undefined || built.maxTsEventNs === undefined) {
    throw new BronzeError('COVERAGE', `${dataset.id}: expected event times, was none`);
  }
  const { epoch, shard, recoveryFence } = context;
  const { from, to } = batch;
  const identity = { shardTag: shardTag(shard), epoch, from, to };
  const name = bronzeFileName(
    recoveryFence === undefined ? identity : { ...identity, recoveryFence },
    built.minTsEventNs,
  );
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
  const built = await buildFile(context, batch, batch.deadLetters, DEAD_LETTERS_FORM);
  const { shard, epoch, recoveryFence } = context;
  return {
    ...built.file,
    key: deadLetterKey(shard, epoch, batch.from, batch.to, recoveryFence),
    dataset: DEAD_LETTERS,
    partition: '',
    minTsEventNs: undefined,
    maxTsEventNs: undefined,
    kind: 'dead-letters',
  };
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
