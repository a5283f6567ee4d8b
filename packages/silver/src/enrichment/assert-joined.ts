import type { QuerySession } from '@assay/query';
import { sqlText, type SilverJoin } from '@assay/schemas';
import { SilverError } from '../errors.js';
import { expectedJoin, writtenJoin } from './as-of.js';

/** What the join has to find. */
export interface ExpectedJoin extends SilverJoin {
  /** Sum of the joined snapshots' ages, each in whole milliseconds. */
  readonly ageMs: bigint;
}

/** Counts what the join has to find, by another way than the join. */
export async function expectJoin(
  session: QuerySession,
  trades: string,
  greeks: string,
  toleranceNs: bigint,
): Promise<ExpectedJoin> {
  const found = await session.row(expectedJoin(trades, greeks, toleranceNs));
  return {
    joined: Number(found.get('joined')),
    stale: Number(found.get('stale')),
    none: Number(found.get('none')),
    ageMs: found.get('age_ms') as bigint,
  };
}

/** Accepts a written file when it holds as many joins, of the same ages. Throws `NOT_ACCEPTED`. */
export async function assertJoined(
  session: QuerySession,
  { joined, ageMs }: ExpectedJoin,
  file: string,
): Promise<void> {
  const written = await session.row(
    writtenJoin(`read_parquet(${sqlText(file)}, hive_partitioning = false)`),
  );
  const was = { joined: Number(written.get('joined')), ageMs: written.get('age_ms') as bigint };
  if (was.joined !== joined || was.ageMs !== ageMs) {
    throw new SilverError(
      'NOT_ACCEPTED',
      `${file}: expected ${joined} joined trades with ages of ${ageMs} ms together, was ${was.joined} ` +
        `with ${was.ageMs} ms in what was written: nothing was published; compact again, and report it ` +
        'with the input files if it repeats',
    );
  }
}
