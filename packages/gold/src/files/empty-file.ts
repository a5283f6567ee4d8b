import type { EmptyFile } from '@assay/ledger';
import type { SessionPool } from '@assay/query';
import { datasetFolder, positionDigest, type DatasetRegistry } from '@assay/schemas';
import type { Staging } from '@assay/storage';
import { GoldError } from '../errors.js';
import { formFooter, writeRows } from './build-files.js';
import { DEAD_LETTERS_FORM, rowsForm, type FileForm } from './file-form.js';
import { emptyRows } from './file-rows.js';

/** What building an empty file needs. */
export interface EmptyFileContext {
  readonly engines: SessionPool;
  readonly staging: Staging;
  readonly shard: string;
  readonly registry: DatasetRegistry;
}

/**
 * A Parquet file without rows for a name that was announced and shall never hold any. Throws
 * `BAD_REQUEST` for a dataset that this release does not know.
 */
export async function buildEmptyFile(
  { engines, staging, shard, registry }: EmptyFileContext,
  key: string,
): Promise<EmptyFile> {
  const form = formOf(registry, key);
  const path = await staging.path('closed.parquet');
  const footer = {
    ...formFooter(form, shard),
    'assay.rows': '0',
    'assay.position_digest': positionDigest([]),
    'assay.closed': 'true',
  };
  await writeRows(engines, staging, { rows: emptyRows(), form, footer, path });
  return { path };
}

function formOf({ all }: DatasetRegistry, key: string): FileForm {
  if (key.startsWith('_dlq/')) {
    return DEAD_LETTERS_FORM;
  }
  for (const dataset of all) {
    const folder = `${datasetFolder(dataset, 'gold')}/`;
    if (key.startsWith(folder)) {
      return rowsForm(dataset, key.slice(folder.length, key.lastIndexOf('/')));
    }
  }
  throw new GoldError(
    'BAD_REQUEST',
    `${key}: expected a file of a dataset that this release knows, was none: finish the batch that ` +
      'announced it with a release that does',
  );
}
