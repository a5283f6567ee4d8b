import type { QuerySession } from '@assay/query';
import type { ArrivalQuality } from './quality-report.js';

/**
 * Rows that came after a later one. Undefined when there is no row.
 *
 * @param bronze relation of Bronze's rows with `_run`, `_shard`, `_epoch` and `_pos` (`bronzeRowsSql`)
 */
export async function arrivalQuality(
  session: QuerySession,
  bronze: string,
  thresholdNs: bigint,
): Promise<ArrivalQuality | undefined> {
  const [found] = await session.rows(`WITH arrivals AS (
      SELECT "_shard", "_epoch", "_run", max("ts_event_ns") OVER (
        PARTITION BY "_shard", "_epoch", "_run" ORDER BY "_pos" ROWS UNBOUNDED PRECEDING)
        - "ts_event_ns" AS behind_ns
      FROM ${bronze})
    SELECT max(behind_ns) AS latest_ns, count(*) FILTER (behind_ns > ${thresholdNs}) AS late
    FROM arrivals`);
  if (found.latest_ns === null) {
    return undefined;
  }
  const [runs] = await session.rows(`SELECT count(*) AS runs FROM (
    SELECT DISTINCT "_shard", "_epoch", "_run" FROM ${bronze})`);
  return {
    runs: Number(runs.runs),
    thresholdNs,
    late: Number(found.late),
    latestNs: found.latest_ns as bigint,
  };
}
