import { writeFile } from 'node:fs/promises';
import type { StagedFile } from '@assay/ledger';
import { writeSortedParquet, type SessionPool } from '@assay/query';
import {
  bronzeFileName,
  deadLetterKey,
  partitionPath,
  placeFolder,
  placeOf,
  positionDigest,
  shardTag,
} from '@assay/schemas';
import { fileSha256, type Staging } from '@assay/storage';
import { GoldError } from '../errors.js';
import { GOLD_FORMAT } from '../fingerprints.js';
import { WRITER_RELEASE } from '../release.js';
import { DEAD_LETTERS, DEAD_LETTERS_FORM, rowsForm, type FileForm } from './file-form.js';
import type { FileRows, PlaceRows } from './file-rows.js';

/** What building needs beside the rows. */
export interface BuildContext {
  readonly engines: SessionPool;
  readonly staging: Staging;
  readonly shard: string;
  readonly epoch: number;
  /** The batch's sequences. */
  readonly from: bigint;
  readonly to: bigint;
  /** The fence that names end in, where a batch is finished under other names than were announced. */
  readonly recoveryFence?: number | undefined;
}

/**
 * Writes the files of a batch into staging: one a partition and hour, and one of dead letters. Nothing is
 * visible in the lake yet. The same rows give the same names always, and the same bytes in one release.
 */
export async function buildFiles(
  context: BuildContext,
  places: readonly PlaceRows[],
  deadLetters?: FileRows,
): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  for (const rows of places) {
    files.push(await buildRows(context, rows));
  }
  if (deadLetters !== undefined && deadLetters.positions.length > 0) {
    files.push(await buildDeadLetters(context, deadLetters));
  }
  return files;
}

async function buildRows(context: BuildContext, rows: PlaceRows): Promise<StagedFile> {
  const { dataset, value, hourIndex } = rows;
  const place = placeOf(dataset, value, hourIndex);
  const partition = partitionPath(place);
  const { file, minTsEventNs, maxTsEventNs } = await buildFile(
    context,
    rows,
    rowsForm(dataset, partition),
  );
  if (minTsEventNs === undefined || maxTsEventNs === undefined) {
    throw new GoldError('COVERAGE', `${dataset.id}: expected event times, was none`);
  }
  const { shard, epoch, from, to, recoveryFence } = context;
  const identity = { shardTag: shardTag(shard), epoch, from, to };
  const name = bronzeFileName(
    recoveryFence === undefined ? identity : { ...identity, recoveryFence },
    minTsEventNs,
  );
  const key = `${placeFolder(place, 'gold')}/${name}`;
  return { ...file, key, kind: 'rows', dataset: dataset.id, partition, minTsEventNs, maxTsEventNs };
}

async function buildDeadLetters(context: BuildContext, rows: FileRows): Promise<StagedFile> {
  const { file } = await buildFile(context, rows, DEAD_LETTERS_FORM);
  const { shard, epoch, from, to, recoveryFence } = context;
  const key = deadLetterKey(shard, epoch, from, to, recoveryFence);
  return { ...file, key, kind: 'dead-letters', dataset: DEAD_LETTERS, partition: '' };
}

async function buildFile(context: BuildContext, rows: FileRows, form: FileForm) {
  const { engines, staging, shard, epoch, from, to } = context;
  const digest = positionDigest(rows.positions);
  const footer = {
    ...formFooter(form, shard),
    'assay.epoch': String(epoch),
    'assay.from': String(from),
    'assay.to': String(to),
    'assay.rows': String(rows.positions.length),
    'assay.position_digest': digest,
  };
  const path = await staging.path('rows.parquet');
  const { bytes, minTsEventNs, maxTsEventNs } = await writeRows(engines, staging, {
    ...{ rows, form, footer, path },
  });
  const sha256 = await fileSha256(path);
  const file = { path, rows: rows.positions.length, bytes, sha256, positionDigest: digest };
  return { file, minTsEventNs, maxTsEventNs };
}

/** What every file says of itself. */
export function formFooter(
  { dataset, partition }: FileForm,
  shard: string,
): Readonly<Record<string, string>> {
  return {
    'assay.dataset': dataset,
    ...(partition === '' ? {} : { 'assay.partition': partition }),
    'assay.writer': WRITER_RELEASE,
    'assay.format': String(GOLD_FORMAT),
    'assay.shard': shard,
  };
}

/** Writes lines as one Parquet file at `path`. */
export async function writeRows(
  engines: SessionPool,
  staging: Staging,
  request: {
    readonly rows: FileRows;
    readonly form: FileForm;
    readonly footer: Readonly<Record<string, string>>;
    readonly path: string;
  },
) {
  const { rows, form, footer, path } = request;
  const { columns, orderBy, rowGroupRows } = form;
  const ndjsonFile = `${path}.ndjson`;
  await stage(ndjsonFile, Buffer.concat(rows.lines.pieces()));
  const written = await engines.use((session) =>
    writeSortedParquet(session, {
      ...{ columns, orderBy, rowGroupRows, footer, ndjsonFile, file: path },
      rows: rows.lines.rows,
      longestLine: rows.lines.longestLine,
    }),
  );
  await staging.discard(ndjsonFile);
  return written;
}

/** Writes a new local file; it is scratch, so nothing is synced. */
export async function stage(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new GoldError(
      'STAGING',
      `${path}: expected to be written, was refused (${words}): see that the disk of the staging ` +
        'folder has room and can be written, then start again',
      { cause, retryable: true },
    );
  }
}
