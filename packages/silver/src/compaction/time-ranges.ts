import type { QuerySession } from '@assay/query';
import { sqlText } from '@assay/schemas';
import type { BronzeRowFile } from './bronze-rows.js';

/** A stretch of a unit's time, and the files that have rows in it. */
export interface TimeRange {
  readonly files: readonly BronzeRowFile[];
  /** SQL condition of the rows in it. */
  readonly condition: string;
}

/**
 * Divides a unit's rows by event time into stretches of about so many rows; rows of one instant stay
 * together. In order of time.
 *
 * @param rows SQL of all rows of the files
 */
export async function timeRanges(
  session: QuerySession,
  rows: string,
  files: readonly BronzeRowFile[],
  rowsEach: number,
): Promise<TimeRange[]> {
  const begins = await session.rows(`SELECT DISTINCT "ts_event_ns" AS "begin" FROM (
      SELECT "ts_event_ns", row_number() OVER (ORDER BY "ts_event_ns") AS "_place" FROM (${rows}))
    WHERE "_place" % ${rowsEach} = 1 OR ${rowsEach} = 1 ORDER BY "begin"`);
  const paths = files.map(({ path }) => sqlText(path)).join(', ');
  const bounds = await session.rows(`SELECT filename AS "path", min("ts_event_ns") AS "first",
      max("ts_event_ns") AS "last"
    FROM read_parquet([${paths}], union_by_name = true, filename = true, hive_partitioning = false)
    GROUP BY filename`);
  const boundsOf = new Map(bounds.map((each) => [each.path, each]));
  return begins.map(({ begin }, index) => {
    const from = begin as bigint;
    const until = begins.at(index + 1)?.begin as bigint | undefined;
    const isIn = ({ path }: BronzeRowFile) => {
      const found = boundsOf.get(path);
      return (
        found !== undefined &&
        (found.last as bigint) >= from &&
        (until === undefined || (found.first as bigint) < until)
      );
    };
    const end = until === undefined ? '' : ` AND "ts_event_ns" < ${until}`;
    return { files: files.filter(isIn), condition: `"ts_event_ns" >= ${from}${end}` };
  });
}
