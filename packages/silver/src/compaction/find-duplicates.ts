import type { QuerySession } from '@assay/query';
import { sqlName, type Dataset } from '@assay/schemas';
import { digestOf, digestTerms, type MultisetDigest } from './acceptance.js';
import { assertRemoved } from './count-kept.js';
import { hashOf, rowHash } from './row-hash.js';
import {
  ambiguousRowsSql,
  judgedRowsSql,
  keyTerms,
  placeTerms,
  rankSql,
  type KeptRowsOptions,
  type Varies,
} from './rules.js';

/** Temporary tables that tell apart the rows at hand. They are small where few rows are alike. */
const REMOVED = 'removed_rows';
const RANKED = 'ranked_rows';
const ALIKE = 'alike_hashes';
const RUNS = 'candidate_runs';

const ID = '"_shard", "_epoch", "_pos"';

/** A unit's rows, or those of a stretch of its time, and how they are de-duplicated. */
export interface UnitRows {
  readonly dataset: Dataset;
  /** SQL of these Bronze rows. */
  readonly rows: string;
  /** A relation of the event times that several of them share, as `ts_event_ns`. */
  readonly instants: string;
  readonly varies: Varies;
  readonly options: KeptRowsOptions;
}

/** What de-duplication found. */
export interface Duplicates {
  /** The digest of the rows that it takes away. */
  readonly removed: MultisetDigest;
  /** Rows without a run that are equal to another such row. */
  readonly ambiguous: number;
}

/**
 * Fills `REMOVED` (the rows that de-duplication takes away, with the hash of what each says) and `RANKED`
 * (the kept rows whose `_ord` is not 0), and counts the ambiguous rows.
 *
 * Both rules only concern rows that share their event time with another. Of those, the ones that share a
 * hash of what the rule compares are looked at; the rule itself compares values, so that a collision of
 * hashes costs time and nothing else. Throws `NOT_ACCEPTED` when a count that takes another way contradicts.
 */
export async function findDuplicates(session: QuerySession, unit: UnitRows): Promise<Duplicates> {
  const { dataset, rows, varies, options } = unit;
  const alike = (terms: readonly string[]) => alikeRows(session, unit, hashOf(terms));

  const candidates = await alike(keyTerms(dataset, varies));
  await session.run(`CREATE OR REPLACE TEMP TABLE ${RUNS} AS
    SELECT "_run" AS "_run_name", row_number() OVER (ORDER BY "_run")::INTEGER AS "_run_rank"
    FROM (SELECT DISTINCT "_run" FROM (${rows}) WHERE "_run" IS NOT NULL)`);
  // Runs are compared by their rank: windows over text are half as fast.
  const ranked = `(SELECT * EXCLUDE ("_run_name", "_run_rank") REPLACE ("_run_rank" AS "_run"),
    ${rowHash(dataset)} AS "_row_hash" FROM ${candidates} LEFT JOIN ${RUNS} ON "_run" = "_run_name")`;
  await session.run(`CREATE OR REPLACE TEMP TABLE ${REMOVED} AS
    SELECT ${ID}, "_row_hash" FROM (${judgedRowsSql(dataset, ranked, options, varies)})
    WHERE NOT "_is_kept"`);
  const removed = digestOf(
    await session.row(`SELECT ${digestTerms('"_row_hash"')} FROM ${REMOVED}`),
  );
  await assertRemoved(session, unit, candidates, removed.rows);
  const [counted] = await session.rows(ambiguousRowsSql(dataset, candidates));

  const tied = await alike(placeTerms(dataset, varies));
  await session.run(`CREATE OR REPLACE TEMP TABLE ${RANKED} AS
    SELECT ${ID}, "_ord" FROM (
      SELECT ${ID}, ${rankSql(dataset, varies)} AS "_ord"
      FROM ${tied} ANTI JOIN ${REMOVED} USING (${ID}))
    WHERE "_ord" > 0`);
  return { removed, ambiguous: Number(counted.ambiguous) };
}

/** A relation of the rows whose hash another row has too, among those that share their event time. */
async function alikeRows(
  session: QuerySession,
  { rows, instants }: UnitRows,
  hash: string,
): Promise<string> {
  await session.run(`CREATE OR REPLACE TEMP TABLE ${ALIKE} AS
    SELECT "_hash" FROM (
      SELECT ${hash} AS "_hash" FROM (${rows}) SEMI JOIN ${instants} USING ("ts_event_ns"))
    GROUP BY "_hash" HAVING count(*) > 1`);
  return `(SELECT * FROM (${rows}) WHERE ${hash} IN (SELECT "_hash" FROM ${ALIKE}))`;
}

/** SQL of these rows as Silver keeps them: the dataset's columns and `_ord`. */
export function keptUnitRowsSql({ dataset, rows }: UnitRows): string {
  const names = dataset.columns.map(({ name }) => sqlName(name)).join(', ');
  return `SELECT ${names}, coalesce("_ord", 0)::INTEGER AS "_ord"
    FROM (${rows}) ANTI JOIN ${REMOVED} USING (${ID}) LEFT JOIN ${RANKED} USING (${ID})`;
}

/** Lets go of what `findDuplicates` made. */
export async function forgetDuplicates(session: QuerySession): Promise<void> {
  for (const table of [REMOVED, RANKED, ALIKE, RUNS]) {
    await session.run(`DROP TABLE IF EXISTS ${table}`);
  }
}
