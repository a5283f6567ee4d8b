import { sqlName, totalOrderTerms, type Column, type Dataset } from '@assay/schemas';
import { bronzeRowsSql, ORDINAL_TERMS, type BronzeRowFile } from './bronze-rows.js';

/** How rows that nothing but their values tells apart are treated. */
export interface KeptRowsOptions {
  /** Whether equal rows without a run and without a `seq` collapse, as those with a `seq` do. */
  readonly collapseAmbiguous: boolean;
}

/**
 * SQL of the rows that Silver keeps of Bronze files: the dataset's columns and `_ord`. The files may be
 * of several hours or days: equal events have one event time, so they never meet across them.
 */
export function keptRowsSql(
  dataset: Dataset,
  files: readonly BronzeRowFile[],
  options: KeptRowsOptions,
): string {
  const key = keyTerms(dataset).join(', ');
  const known = '"_run" IS NOT NULL AND "_run_pos" IS NOT NULL';
  const own = dataset.columns.map(({ name }) => sqlName(name)).join(', ');
  const tied = totalOrderTerms(dataset).map((term) => term.replace(/ NULLS LAST$/, ''));
  return `WITH bronze AS (${bronzeRowsSql(dataset, files)}),
    counted AS (
      SELECT *, CASE WHEN ${collapses(dataset, options)} THEN 1 ELSE dense_rank() OVER (
        PARTITION BY ${key}, "_run" ORDER BY "_run_pos" NULLS LAST,
          CASE WHEN ${known} THEN NULL ELSE "_shard" END,
          CASE WHEN ${known} THEN NULL ELSE "_epoch" END,
          CASE WHEN ${known} THEN NULL ELSE "_pos" END) END AS occurrence
      FROM bronze),
    kept AS (
      SELECT * FROM counted QUALIFY row_number() OVER (
        PARTITION BY ${key}, occurrence ORDER BY ${deliveryTerms(dataset).join(', ')}) = 1)
    SELECT ${own}, (row_number() OVER (
      PARTITION BY ${tied.join(', ')} ORDER BY ${ORDINAL_TERMS.join(', ')}) - 1)::INTEGER AS "_ord"
    FROM kept`;
}

function collapses(dataset: Dataset, { collapseAmbiguous }: KeptRowsOptions): string {
  const hasSeq = dataset.columns.some(({ name }) => name === 'seq');
  return collapseAmbiguous
    ? '"_run" IS NULL'
    : `"_run" IS NULL AND ${hasSeq ? '"seq" IS NOT NULL' : 'false'}`;
}

/** The first delivery comes first: by when the event became known, then by the ordinal. */
function deliveryTerms(dataset: Dataset): string[] {
  const [, received] = totalOrderTerms(dataset);
  return [received, ...ORDINAL_TERMS];
}

/** What makes two rows the same event, as `event_id` has it: prices are compared as nano-units. */
export function keyTerms(dataset: Dataset): string[] {
  return dataset.columns
    .filter(({ name }) => dataset.key.includes(name))
    .map((column) => keyTerm(column));
}

function keyTerm({ name, type }: Column): string {
  const column = sqlName(name);
  return type === 'f64' ? `round(${column} * 1e9)` : column;
}
