import type { QuerySession } from '@assay/query';
import { sqlText, type Dataset } from '@assay/schemas';
import { SilverError } from '../errors.js';
import { rowHash } from './row-hash.js';

/** What a multiset of rows comes to: how many there are, and the sum of their hashes. */
export interface MultisetDigest {
  readonly rows: bigint;
  readonly hashes: bigint;
}

/** SELECT terms of a digest, over rows with the given hash. */
export function digestTerms(hash: string): string {
  return `count(*) AS "rows", coalesce(sum(${hash}::HUGEINT), 0::HUGEINT) AS "hashes"`;
}

/** The digest in a result of `digestTerms`. */
export function digestOf(result: ReadonlyMap<string, unknown>): MultisetDigest {
  return { rows: result.get('rows') as bigint, hashes: result.get('hashes') as bigint };
}

/** The digest of what is left of a multiset without some of its rows. */
export function without(all: MultisetDigest, some: MultisetDigest): MultisetDigest {
  return { rows: all.rows - some.rows, hashes: all.hashes - some.hashes };
}

/** Event times of a file's first and last row. */
export interface TimeBounds {
  readonly minTsEventNs: bigint;
  readonly maxTsEventNs: bigint;
}

/**
 * Accepts a written file when reading it gives the expected multiset: the number of rows and the sum of
 * their hashes. Throws `NOT_ACCEPTED` otherwise.
 */
export async function assertAccepted(
  session: QuerySession,
  dataset: Dataset,
  expected: MultisetDigest,
  file: string,
): Promise<TimeBounds> {
  const result = await session.row(`SELECT ${digestTerms(rowHash(dataset))},
    min("ts_event_ns") AS "first", max("ts_event_ns") AS "last"
    FROM read_parquet(${sqlText(file)}, hive_partitioning = false)`);
  const written = digestOf(result);
  if (written.rows !== expected.rows || written.hashes !== expected.hashes) {
    throw new SilverError(
      'NOT_ACCEPTED',
      `${dataset.id}: expected ${expected.rows} rows with hash sum ${expected.hashes}, was ` +
        `${written.rows} with ${written.hashes} in the file that was written: nothing was ` +
        'published; compact again, and report it with the input files if it repeats',
    );
  }
  return {
    minTsEventNs: result.get('first') as bigint,
    maxTsEventNs: result.get('last') as bigint,
  };
}
