import type { QuerySession } from '@assay/query';
import type { Dataset } from '@assay/schemas';
import { SilverError } from '../errors.js';
import {
  collapsesSql,
  keyTerms,
  KNOWN_DELIVERY,
  type KeptRowsOptions,
  type Varies,
} from './rules.js';

/**
 * Counts how many rows de-duplication keeps, without asking which: of every key the most occurrences that
 * one run has. It takes no window over rows, so that it says whether the judgement of `judgedRowsSql` holds.
 *
 * @param relation rows with the dataset's columns and those of the ordinal
 */
function keptCountSql(
  dataset: Dataset,
  relation: string,
  options: KeptRowsOptions,
  varies: Varies,
): string {
  const terms = keyTerms(dataset, varies);
  const names = terms.map((_, index) => `"_key_${index}"`);
  const key = names.join(', ');
  const named = terms.map((term, index) => `${term} AS ${names[index]}`).join(', ');
  const alike = `${collapsesSql(dataset, options)} AS "_collapses"`;
  const occurrences = `CASE WHEN bool_or("_collapses") THEN 1
    ELSE sum((CASE WHEN ${KNOWN_DELIVERY} THEN 1 ELSE copies END)::BIGINT)::BIGINT END`;
  return `WITH deliveries AS (
      SELECT ${key}, "_run", "_run_pos", "_collapses", count(*) AS copies
      FROM (SELECT ${named}, "_run", "_run_pos", ${alike} FROM ${relation}) GROUP BY ALL),
    runs AS (
      SELECT ${key}, ${occurrences} AS occurrences, sum(copies::BIGINT)::BIGINT AS copies
      FROM deliveries GROUP BY ${key}, "_run"),
    keys AS (
      SELECT max(occurrences) AS most, sum(copies::BIGINT)::BIGINT AS copies FROM runs GROUP BY ${key})
    SELECT coalesce(sum(copies::BIGINT), 0)::BIGINT AS "all",
      coalesce(sum(most::BIGINT), 0)::BIGINT AS "kept" FROM keys`;
}

/** Throws `NOT_ACCEPTED` when another number of the relation's rows was taken away than the count says. */
export async function assertRemoved(
  session: QuerySession,
  unit: {
    readonly dataset: Dataset;
    readonly options: KeptRowsOptions;
    readonly varies: Varies;
  },
  relation: string,
  removed: bigint,
): Promise<void> {
  const { dataset, options, varies } = unit;
  const counted = await session.row(keptCountSql(dataset, relation, options, varies));
  const expected = (counted.get('all') as bigint) - (counted.get('kept') as bigint);
  if (removed !== expected) {
    throw new SilverError(
      'NOT_ACCEPTED',
      `${dataset.id}: expected ${expected} duplicates, as counted by key and run, was ${removed}: ` +
        'nothing was published; compact again, and report it with the input files if it repeats',
    );
  }
}
