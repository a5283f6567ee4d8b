import { presentColumns, type QuerySession } from '@assay/query';
import { bronzeColumns, type Dataset } from '@assay/schemas';
import { SilverError } from '../errors.js';
import type { BronzeRowFile } from './bronze-rows.js';

/**
 * Throws when files cannot be a unit's: `BAD_REQUEST` when there are none, or they lack what every row
 * has; `SCHEMA_MISMATCH` of the query package when a column is of another type than declared.
 */
export async function assertBronzeFiles(
  session: QuerySession,
  dataset: Dataset,
  files: readonly BronzeRowFile[],
): Promise<void> {
  if (files.length === 0) {
    throw new SilverError('BAD_REQUEST', `${dataset.id}: expected files of a unit, was none`);
  }
  const present = await presentColumns(session, { dataset, files: files.map(({ path }) => path) });
  const lacking = bronzeColumns(dataset).find(
    ({ name, nullable }) => !nullable && !present.has(name),
  );
  if (lacking !== undefined) {
    throw new SilverError(
      'BAD_REQUEST',
      `${dataset.id}: expected Bronze files with "${lacking.name}", was none in ${files[0].path}`,
    );
  }
}
