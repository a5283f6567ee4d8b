import type { QuerySession } from '@assay/query';
import type { Dataset } from '@assay/schemas';
import { hasColumns } from './has-columns.js';
import type { DelayQuality } from './quality-report.js';

/**
 * How late events became known. Undefined for a dataset without `ts_recv_ns`, and when there is no row.
 *
 * @param rows relation of the dataset's rows
 */
export async function delayQuality(
  session: QuerySession,
  dataset: Dataset,
  rows: string,
): Promise<DelayQuality | undefined> {
  if (!hasColumns(dataset, 'ts_recv_ns')) {
    return undefined;
  }
  // quantile_disc gives a value that is there: exact, and the same in every run.
  const [found] = await session.rows(`WITH delays AS (
      SELECT "ts_recv_ns" - "ts_event_ns" AS delay FROM ${rows})
    SELECT min(delay) AS least, quantile_disc(delay, 0.5) AS p50,
      quantile_disc(delay, 0.99) AS p99, max(delay) AS greatest,
      count(*) FILTER (delay < 0) AS negative
    FROM delays`);
  return found.least === null
    ? undefined
    : {
        minNs: found.least as bigint,
        p50Ns: found.p50 as bigint,
        p99Ns: found.p99 as bigint,
        maxNs: found.greatest as bigint,
        negative: Number(found.negative),
      };
}
