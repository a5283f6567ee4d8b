import { sqlName, totalOrderTerms, type Column, type Dataset } from '@assay/schemas';
import { ORDINAL_TERMS } from './bronze-rows.js';

/** How rows that nothing but their values tells apart are treated. */
export interface KeptRowsOptions {
  /** Whether equal rows without a run and without a `seq` collapse, as those with a `seq` do. */
  readonly collapseAmbiguous: boolean;
}

/** Whether a column may differ between the rows at hand; one that cannot needs no comparing. */
export type Varies = (column: string) => boolean;

const EVERY_COLUMN: Varies = () => true;

/** Rows that say which delivery they are: a retry re-sends the same run and ordinal. */
export const KNOWN_DELIVERY = '"_run" IS NOT NULL AND "_run_pos" IS NOT NULL';

/**
 * What makes two rows the same event, as `event_id` has it, for GROUP BY and PARTITION BY: NULL equals
 * NULL there. Prices are compared as nano-units.
 */
export function keyTerms(dataset: Dataset, varies: Varies = EVERY_COLUMN): string[] {
  return dataset.columns
    .filter(({ name }) => dataset.key.includes(name) && varies(name))
    .map(keyTerm);
}

/**
 * Nano-units are whole numbers, as doubles hold them. A price that they overflow is compared as it is,
 * divided twice by 2^512: exact, and below 1, so that it equals no nano-units.
 */
function keyTerm({ name, type }: Column): string {
  const column = sqlName(name);
  const nanos = `${column} * 1e9`;
  return type === 'f64'
    ? `CASE WHEN isinf(${nanos}) THEN ${column} / ${2 ** 512} / ${2 ** 512} ELSE round(${nanos}) END`
    : column;
}

/** The total order without the ordinal, of the columns that vary: terms for PARTITION BY. */
export function placeTerms(dataset: Dataset, varies: Varies = EVERY_COLUMN): string[] {
  return orderTerms(dataset, varies).map((term) => term.replace(/ NULLS LAST$/, ''));
}

/** The same as ORDER BY terms. */
export function orderTerms(dataset: Dataset, varies: Varies = EVERY_COLUMN): string[] {
  const constant = dataset.columns
    .filter(({ name }) => !varies(name))
    .map(({ name }) => sqlName(name));
  return totalOrderTerms(dataset).filter((term) => !constant.includes(term));
}

/**
 * SQL of a relation's rows with `_is_kept`: de-duplication on multisets.
 *
 * Each row is an occurrence of its key in its run. Equal rows of one run are genuine, so they are counted
 * 1, 2, … in the run's order; deliveries of one ordinal share a number. Rows without a run form a run of
 * their own, in which equal rows with a `seq` share the number 1. Across runs the k-th occurrence in one is
 * the k-th in another: of those the first delivery stays, so the largest multiplicity remains. Rows of one
 * run and ordinal whose keys differ are different events: nothing is lost.
 *
 * @param relation rows with the dataset's columns and those of the ordinal
 */
export function judgedRowsSql(
  dataset: Dataset,
  relation: string,
  options: KeptRowsOptions,
  varies: Varies = EVERY_COLUMN,
): string {
  const key = keyTerms(dataset, varies).join(', ');
  const unlessKnown = (column: string) =>
    `CASE WHEN ${KNOWN_DELIVERY} THEN NULL ELSE ${column} END`;
  return `SELECT *, row_number() OVER (PARTITION BY ${key}, "_occurrence"
      ORDER BY ${deliveryTerms(dataset).join(', ')}) = 1 AS "_is_kept"
    FROM (SELECT *, CASE WHEN ${collapsesSql(dataset, options)} THEN 1 ELSE dense_rank() OVER (
        PARTITION BY ${key}, "_run" ORDER BY "_run_pos" NULLS LAST, ${unlessKnown('"_shard"')},
        ${unlessKnown('"_epoch"')}, ${unlessKnown('"_pos"')}) END AS "_occurrence"
      FROM ${relation})`;
}

/** SQL condition of rows that nothing tells apart from their equals, and that are taken for one event. */
export function collapsesSql(dataset: Dataset, { collapseAmbiguous }: KeptRowsOptions): string {
  if (collapseAmbiguous) {
    return '"_run" IS NULL';
  }
  const hasSeq = dataset.columns.some(({ name }) => name === 'seq');
  return hasSeq ? '"_run" IS NULL AND "seq" IS NOT NULL' : 'false';
}

/** The first delivery comes first: by when the event became known, then by the ordinal. */
function deliveryTerms(dataset: Dataset): string[] {
  const [, received] = totalOrderTerms(dataset);
  return [received, ...ORDINAL_TERMS];
}

/** SQL expression of `_ord`, over rows that are kept. */
export function rankSql(dataset: Dataset, varies: Varies = EVERY_COLUMN): string {
  return `(row_number() OVER (PARTITION BY ${placeTerms(dataset, varies).join(', ')}
    ORDER BY ${ORDINAL_TERMS.join(', ')}) - 1)::INTEGER`;
}

/**
 * SQL that counts, as `ambiguous`, the rows without a run that are equal to an earlier such row: nothing
 * says whether they are one event or several, whatever is done with them.
 */
export function ambiguousRowsSql(dataset: Dataset, relation: string): string {
  return `SELECT coalesce(sum((copies - 1)::BIGINT), 0)::BIGINT AS ambiguous FROM (
    SELECT count(*) AS copies FROM ${relation} WHERE "_run" IS NULL
    GROUP BY ${keyTerms(dataset).join(', ')})`;
}
