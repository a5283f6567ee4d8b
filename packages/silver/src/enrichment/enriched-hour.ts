import type { QuerySession } from '@assay/query';
import {
  NS_PER_HOUR,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  silverColumns,
  sqlName,
  sqlText,
  sqlType,
  totalOrderTerms,
  type Dataset,
  type SilverJoin,
} from '@assay/schemas';
import { bronzeRowsSql, type BronzeRowFile } from '../compaction/bronze-rows.js';
import type { BuildHourRequest, BuiltHour } from '../compaction/build-hour.js';
import { keptRowsSql, keyTerms } from '../compaction/kept-rows.js';
import { SilverError } from '../errors.js';
import { acceptEnriched } from './accept-enriched.js';
import { enrichedTrades, expectedJoin } from './as-of.js';
import { greeksWindow } from './greeks-window.js';

/** The Bronze files that one hour of enriched option trades is made of, and the file to be made. */
export interface BuildEnrichedHourRequest extends Omit<BuildHourRequest, 'dataset'> {
  /**
   * Files of `options.greeks_snapshots.v1` of the same underlying: `greeksFilesIn` the hour's window. Rows
   * of theirs outside the window play no part. None is allowed.
   */
  readonly greeks: readonly BronzeRowFile[];
  /** First instant of the hour (ns, UTC). */
  readonly hourStartNs: bigint;
  /** Greatest age of a snapshot that still describes a trade. */
  readonly toleranceNs: bigint;
}

/**
 * What became of the hour: as of the trades alone, and what the join found for those that were written
 * (`joined + stale + none = rowsWritten`).
 *
 * - `joined`: a snapshot at or before the trade, at most the tolerance old.
 * - `stale`: only older ones, in the window `[hour start − tolerance, hour end)`. A snapshot before the
 *   window is not looked for, so that the counts follow from the hour's inputs.
 * - `none`: no snapshot in the window at or before the trade.
 */
export type BuiltEnrichedHour = BuiltHour & SilverJoin;

/** What the two sides of the join are called while an hour is built. */
const TRADES = 'assay_hour_trades';
const GREEKS = 'assay_hour_greeks';

/**
 * Builds one hour of `options.trades_enriched.v1`: the trades that `options.trades.v1` keeps, each with
 * the snapshot that describes it, of those that `options.greeks_snapshots.v1` keeps. The bytes follow
 * from the rows alone, on any number of threads.
 *
 * Throws `BAD_REQUEST` for trades outside the hour, and `NOT_ACCEPTED` when what was written is not what
 * the same rows give when they are looked at in another way.
 */
export async function buildEnrichedHour(
  session: QuerySession,
  request: BuildEnrichedHourRequest,
): Promise<BuiltEnrichedHour> {
  const { toleranceNs } = request;
  try {
    await session.run(
      `CREATE OR REPLACE TEMP TABLE ${TRADES} AS ${keptRowsSql(optionsTrades, request.files, request)}`,
    );
    await session.run(`CREATE OR REPLACE TEMP TABLE ${GREEKS} AS ${greeksSql(request)}`);
    const read = await countInput(session, request);
    const time = await timeOf(session, request);
    const expected = await session.row(expectedJoin(TRADES, GREEKS, toleranceNs));
    const count = (name: string) => Number(expected.get(name));
    const rowsWritten = count('trades');
    const enriched = enrichedTrades(TRADES, GREEKS, toleranceNs);
    const written = await session.row(copyStatement(request, enriched, rowsWritten));
    await acceptEnriched(session, { ...request, expected });
    return {
      ...read,
      ...time,
      rowsWritten,
      duplicatesRemoved: read.rowsRead - rowsWritten,
      bytes: Number(written.get('file_size_bytes')),
      joined: count('joined'),
      stale: count('stale'),
      none: count('none'),
    };
  } finally {
    await session.run(`DROP TABLE IF EXISTS ${TRADES}`);
    await session.run(`DROP TABLE IF EXISTS ${GREEKS}`);
  }
}

/** The snapshots that may serve a trade of the hour. Equal ones have one time, so none is cut off alone. */
function greeksSql(request: BuildEnrichedHourRequest): string {
  const { startNs, endNs } = greeksWindow(request.hourStartNs, request.toleranceNs);
  const kept =
    request.greeks.length === 0
      ? nothingOf(optionsGreeksSnapshots)
      : keptRowsSql(optionsGreeksSnapshots, request.greeks, request);
  return `SELECT * FROM (${kept}) WHERE "ts_event_ns" >= ${startNs} AND "ts_event_ns" < ${endNs}`;
}

function nothingOf(dataset: Dataset): string {
  const columns = silverColumns(dataset).map(
    (column) => `NULL::${sqlType(column)} AS ${sqlName(column.name)}`,
  );
  return `SELECT ${columns.join(', ')} WHERE false`;
}

/** The trades' Bronze rows, and how many of those without a run are equal to another. */
async function countInput(
  session: QuerySession,
  { files }: BuildEnrichedHourRequest,
): Promise<Pick<BuiltHour, 'rowsRead' | 'ambiguousDuplicates'>> {
  const bronze = bronzeRowsSql(optionsTrades, files);
  const counts = await session.row(`WITH bronze AS (${bronze}),
    equal AS (SELECT count(*) AS copies FROM bronze WHERE "_run" IS NULL
      GROUP BY ${keyTerms(optionsTrades).join(', ')})
    SELECT (SELECT count(*) FROM bronze) AS rows_read,
      (SELECT coalesce(sum((copies - 1)::BIGINT), 0)::BIGINT FROM equal) AS ambiguous`);
  return {
    rowsRead: Number(counts.get('rows_read')),
    ambiguousDuplicates: Number(counts.get('ambiguous')),
  };
}

async function timeOf(
  session: QuerySession,
  { hourStartNs }: BuildEnrichedHourRequest,
): Promise<Pick<BuiltHour, 'minTsEventNs' | 'maxTsEventNs'>> {
  const times = await session.row(
    `SELECT min("ts_event_ns") AS least, max("ts_event_ns") AS greatest FROM ${TRADES}`,
  );
  const [minTsEventNs, maxTsEventNs] = [times.get('least'), times.get('greatest')];
  const endNs = hourStartNs + NS_PER_HOUR;
  if (typeof minTsEventNs !== 'bigint' || typeof maxTsEventNs !== 'bigint') {
    throw new SilverError('BAD_REQUEST', 'expected at least one row in the files, was none');
  }
  if (minTsEventNs < hourStartNs || maxTsEventNs >= endNs) {
    throw new SilverError(
      'BAD_REQUEST',
      `expected trades of the hour [${hourStartNs}, ${endNs}), was ${minTsEventNs} to ${maxTsEventNs}`,
    );
  }
  return { minTsEventNs, maxTsEventNs };
}

function copyStatement(
  { file, footer }: BuildEnrichedHourRequest,
  enriched: string,
  rows: number,
): string {
  const values = Object.entries({ ...footer, 'assay.rows': String(rows) }).map(
    ([name, value]) => `${sqlText(name)}: ${sqlText(value)}`,
  );
  const order = [...totalOrderTerms(optionsTradesEnriched), '"_ord"'].join(', ');
  return `COPY (SELECT * FROM (${enriched}) ORDER BY ${order}) TO ${sqlText(file)} (
    FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3,
    ROW_GROUP_SIZE ${optionsTradesEnriched.rowGroupRows},
    KV_METADATA {${values.join(', ')}}, RETURN_STATS)`;
}
