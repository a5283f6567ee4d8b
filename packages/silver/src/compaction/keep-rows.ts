import type { QuerySession } from '@assay/query';
import { silverColumns, sqlName, sqlType, type Dataset } from '@assay/schemas';
import type { BronzeRowFile } from './bronze-rows.js';
import {
  findDuplicates,
  forgetDuplicates,
  keptUnitRowsSql,
  type Duplicates,
} from './find-duplicates.js';
import type { KeptRowsOptions, Varies } from './rules.js';
import { timeRanges } from './time-ranges.js';

const INSTANTS = 'shared_instants';
const KEPT = 'kept_rows';

/** A unit, and how it is de-duplicated. */
export interface UnitToKeep {
  readonly dataset: Dataset;
  readonly files: readonly BronzeRowFile[];
  /** SQL of the Bronze rows of some of the files that belong to the unit. */
  readonly rowsOf: (files: readonly BronzeRowFile[]) => string;
  readonly varies: Varies;
  readonly options: KeptRowsOptions;
  /**
   * So many rows that share their time with an earlier one are judged at once (default: half a row
   * group, which is less the wider a row is); where there are more, stretches of a quarter as many rows.
   */
  readonly rowsAtOnce?: number | undefined;
}

/** What de-duplication found, and the rows that it leaves. */
export interface KeptRows extends Duplicates {
  /** SQL of them, in no order; good until the session's next `keepRows` or `forgetKeptRows`. */
  readonly rows: string;
}

/**
 * Finds the rows that Silver keeps of a unit. Where few rows share their event time with another, that is a
 * look at these few, and the rest is not touched. Where many do, as of two producers of the same events,
 * the unit is judged stretch by stretch of its time, since equal rows have one time; what is kept is put
 * into a table that the engine spills. So memory does not grow with the unit, other than by what one instant has.
 */
export async function keepRows(session: QuerySession, unit: UnitToKeep): Promise<KeptRows> {
  const { dataset, files, rowsOf, varies, options } = unit;
  const rows = rowsOf(files);
  const atOnce = unit.rowsAtOnce ?? dataset.rowGroupRows / 2;
  await session.run(`CREATE OR REPLACE TEMP TABLE ${INSTANTS} AS
    SELECT "ts_event_ns" FROM (
      SELECT "ts_event_ns", lag("ts_event_ns") OVER (ORDER BY "ts_event_ns") AS "_earlier"
      FROM (${rows})) WHERE "ts_event_ns" = "_earlier"`);
  const [{ shared }] = await session.rows(`SELECT count(*) AS "shared" FROM ${INSTANTS}`);
  if (Number(shared) <= atOnce) {
    const whole = { dataset, rows, instants: INSTANTS, varies, options };
    return { ...(await findDuplicates(session, whole)), rows: keptUnitRowsSql(whole) };
  }
  const declared = silverColumns(dataset).map(
    (column) => `${sqlName(column.name)} ${sqlType(column)}`,
  );
  await session.run(`CREATE OR REPLACE TEMP TABLE ${KEPT} (${declared.join(', ')})`);
  let [removedRows, hashes, ambiguous] = [0n, 0n, 0];
  for (const range of await timeRanges(session, rows, files, Math.ceil(atOnce / 4))) {
    const part = {
      ...{ dataset, varies, options },
      rows: `SELECT * FROM (${rowsOf(range.files)}) WHERE ${range.condition}`,
      instants: `(SELECT "ts_event_ns" FROM ${INSTANTS} WHERE ${range.condition})`,
    };
    const found = await findDuplicates(session, part);
    removedRows += found.removed.rows;
    hashes += found.removed.hashes;
    ambiguous += found.ambiguous;
    await session.run(`INSERT INTO ${KEPT} ${keptUnitRowsSql(part)}`);
  }
  // What is left is memory for sorting.
  await forgetDuplicates(session);
  await session.run(`DROP TABLE ${INSTANTS}`);
  const names = silverColumns(dataset).map(({ name }) => sqlName(name));
  return {
    removed: { rows: removedRows, hashes },
    ambiguous,
    rows: `SELECT ${names.join(', ')} FROM ${KEPT}`,
  };
}

/** Lets go of what `keepRows` made. */
export async function forgetKeptRows(session: QuerySession): Promise<void> {
  await forgetDuplicates(session);
  await session.run(`DROP TABLE IF EXISTS ${INSTANTS}`);
  await session.run(`DROP TABLE IF EXISTS ${KEPT}`);
}
