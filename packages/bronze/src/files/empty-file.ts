import type { EmptyFile } from '@assay/ledger';
import { writeSortedParquet } from '@assay/query';
import { datasetFolder, positionDigest, type DatasetRegistry } from '@assay/schemas';
import type { Staging } from '@assay/storage';
import { BronzeError } from '../errors.js';
import { BRONZE_FORMAT } from '../fingerprints.js';
import { WRITER_RELEASE } from '../release.js';
import type { BuildEngines } from './build-engines.js';
import { DEAD_LETTERS_FORM, rowsForm, type FileForm } from './file-form.js';
import { writePieces } from './write-pieces.js';

const DEAD_LETTER_FOLDER = '_dlq/';

/** What building an empty file needs. */
export interface EmptyFileContext {
  readonly engines: BuildEngines;
  readonly staging: Staging;
  readonly shard: string;
  readonly registry: DatasetRegistry;
}

/**
 * A Parquet file without rows for a name that was announced and shall never hold any: of the columns
 * that a glob over its folder expects. Throws `BAD_REQUEST` for a dataset that this release does not know.
 */
export async function buildEmptyFile(
  { engines, staging, shard, registry }: EmptyFileContext,
  key: string,
): Promise<EmptyFile> {
  const form = formOf(registry, key);
  const path = await staging.path('closed.parquet');
  const lines = `${path}.ndjson`;
  await writePieces(lines, []);
  const request = {
    ...form,
    ndjsonFile: lines,
    rows: 0,
    longestLine: 0,
    file: path,
    footer: {
      ...form.footer,
      'assay.writer': WRITER_RELEASE,
      'assay.format': String(BRONZE_FORMAT),
      'assay.shard': shard,
      'assay.rows': '0',
      'assay.position_digest': positionDigest([]),
      'assay.closed': 'true',
    },
  };
  await engines.use(0, (session) => writeSortedParquet(session, request));
  await staging.discard(lines);
  return { path };
}

function formOf({ all }: DatasetRegistry, key: string): FileForm {
  if (key.startsWith(DEAD_LETTER_FOLDER)) {
    return DEAD_LETTERS_FORM;
  }
  for (const dataset of all) {
    const folder = `${datasetFolder(dataset, 'bronze')}/`;
    if (key.startsWith(folder)) {
      return rowsForm(dataset, key.slice(folder.length, key.lastIndexOf('/')));
    }
  }
  throw new BronzeError(
    'BAD_REQUEST',
    `${key}: expected a file of a dataset that this release knows, was none: finish the batch that ` +
      'announced it with a release that does',
  );
}
