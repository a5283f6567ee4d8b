import type { QuerySession } from '@assay/query';
import type { SilentStretch, TimeQuality } from './quality-report.js';

const LONGEST = 5;

/**
 * Gaps in time between the first and the last event. Undefined when there is no row.
 *
 * @param rows relation of rows with `ts_event_ns`
 */
export async function timeQuality(
  session: QuerySession,
  rows: string,
  thresholdNs: bigint,
): Promise<TimeQuality | undefined> {
  const steps = `WITH instants AS (SELECT DISTINCT "ts_event_ns" AS to_ns FROM ${rows}),
    steps AS (SELECT lag(to_ns) OVER (ORDER BY to_ns) AS from_ns, to_ns FROM instants)`;
  const [counts] = await session.rows(`${steps}
    SELECT min(to_ns) AS first_ns, max(to_ns) AS last_ns,
      count(*) FILTER (to_ns - from_ns > ${thresholdNs}) AS stretches FROM steps`);
  if (counts.first_ns === null) {
    return undefined;
  }
  const longest = await session.rows(`${steps}
    SELECT from_ns, to_ns FROM steps WHERE from_ns IS NOT NULL
    ORDER BY to_ns - from_ns DESC, from_ns LIMIT ${LONGEST}`);
  return {
    firstNs: counts.first_ns as bigint,
    lastNs: counts.last_ns as bigint,
    thresholdNs,
    silentStretches: Number(counts.stretches),
    longest: longest.map((row): SilentStretch => ({
      fromNs: row.from_ns as bigint,
      toNs: row.to_ns as bigint,
    })),
  };
}
