import type { QuerySession } from '@assay/query';
import { ORDINAL_COLUMN, sqlName, totalOrderTerms, type Dataset } from '@assay/schemas';
import { hasColumns } from './has-columns.js';
import type { SequenceQuality } from './quality-report.js';
import { sequenceScope } from './sequence-scope.js';

/**
 * Every source's sequence numbers, in the rows' total order: it puts rows of one instant by their
 * numbers, so that only steps between instants can go backward. Undefined for a dataset without `seq`.
 *
 * @param rows relation of Silver rows, all of one partition value
 */
export async function sequenceQuality(
  session: QuerySession,
  dataset: Dataset,
  rows: string,
): Promise<SequenceQuality[] | undefined> {
  if (!hasColumns(dataset, 'seq', 'source')) {
    return undefined;
  }
  // Numbers may be anything an int64 holds: their difference may not fit one.
  const found = await session.rows(`WITH numbered AS (
      SELECT "source", "seq"::HUGEINT AS number, lag("seq"::HUGEINT) OVER (
        PARTITION BY "source" ORDER BY ${orderInSource(dataset)}) AS before
      FROM ${rows} WHERE "seq" IS NOT NULL),
    steps AS (
      SELECT "source", count(*) AS numbered,
        count(*) FILTER (number > before + 1) AS gaps,
        coalesce(sum((number - before - 1)::HUGEINT) FILTER (number > before + 1), 0) AS missing,
        count(*) FILTER (number = before) AS repeated,
        count(*) FILTER (number < before) AS backward
      FROM numbered GROUP BY "source"),
    sources AS (SELECT "source", count(*) AS total FROM ${rows} GROUP BY "source")
    SELECT * FROM steps JOIN sources USING ("source") ORDER BY "source"`);
  return found.map((row) => {
    const source = String(row.source);
    return {
      source,
      scope: sequenceScope(source),
      rows: Number(row.numbered),
      rowsWithout: Number(row.total) - Number(row.numbered),
      gaps: Number(row.gaps),
      missing: row.missing as bigint,
      repeated: Number(row.repeated),
      backward: Number(row.backward),
    };
  });
}

/** The total order of rows of one source and one partition value. */
function orderInSource(dataset: Dataset): string {
  const constant = [sqlName('source'), sqlName(dataset.partition.column)];
  const terms = totalOrderTerms(dataset).filter((term) => !constant.includes(term));
  return [...terms, sqlName(ORDINAL_COLUMN.name)].join(', ');
}
