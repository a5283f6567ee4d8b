import type { QuerySession } from '@assay/query';
import { logicalHashSql, optionsTrades, silverColumns, sqlText } from '@assay/schemas';
import type { BronzeRowFile } from '../compaction/bronze-rows.js';
import { keptRowsSql, type KeptRowsOptions } from '../compaction/kept-rows.js';
import { SilverError } from '../errors.js';
import { writtenJoin } from './as-of.js';

/** What was written, and what it has to be. */
export interface EnrichedClaim extends KeptRowsOptions {
  /** The trades' Bronze files. */
  readonly files: readonly BronzeRowFile[];
  /** The file that was made. */
  readonly file: string;
  /** Counts of the join by another way: `trades`, `joined`, `age_ms`. */
  readonly expected: ReadonlyMap<string, unknown>;
}

/**
 * Accepts an enriched hour when it holds just the trades that Silver keeps of their files (as a multiset
 * of rows, read from the files once more) and the join found as many snapshots of the same ages as a count
 * in another way. Throws `NOT_ACCEPTED`.
 */
export async function acceptEnriched(session: QuerySession, claim: EnrichedClaim): Promise<void> {
  const file = `read_parquet([${sqlText(claim.file)}], hive_partitioning = false)`;
  const joined = await session.row(writtenJoin(file));
  for (const name of ['trades', 'joined', 'age_ms']) {
    compare(claim.file, name, claim.expected.get(name), joined.get(name));
  }
  const kept = `(${keptRowsSql(optionsTrades, claim.files, claim)})`;
  compare(claim.file, 'digest', await digestOf(session, kept), await digestOf(session, file));
}

async function digestOf(session: QuerySession, relation: string): Promise<unknown> {
  const found = await session.row(logicalHashSql(silverColumns(optionsTrades), relation));
  return found.get('logical_hash');
}

function compare(file: string, what: string, expected: unknown, was: unknown): void {
  if (expected !== was) {
    throw new SilverError(
      'NOT_ACCEPTED',
      `${file}: expected ${what} ${String(expected)} of the de-duplicated trades, was ${String(was)} in ` +
        'what was written: nothing was published; report it, with the Bronze files',
    );
  }
}
