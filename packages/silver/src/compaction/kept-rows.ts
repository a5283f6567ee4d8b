import { silverColumns, sqlName, type Dataset } from '@assay/schemas';
import { bronzeRowsSql, type BronzeRowFile } from './bronze-rows.js';
import { judgedRowsSql, rankSql, type KeptRowsOptions } from './rules.js';

/**
 * SQL of the rows that Silver keeps of Bronze files, in no order: the dataset's columns and `_ord`. The
 * files may be of several hours or days: equal events have one event time, so they never meet across them.
 */
export function keptRowsSql(
  dataset: Dataset,
  files: readonly BronzeRowFile[],
  options: KeptRowsOptions,
): string {
  const names = silverColumns(dataset).map(({ name }) => sqlName(name));
  const judged = judgedRowsSql(dataset, `(${bronzeRowsSql(dataset, files)})`, options);
  return `SELECT ${names.join(', ')} FROM (
    SELECT *, ${rankSql(dataset)} AS "_ord" FROM (${judged}) WHERE "_is_kept")`;
}
