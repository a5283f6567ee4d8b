import type { QuerySession } from '@assay/query';
import {
  NS_PER_HOUR,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  ORDINAL_COLUMN,
  silverColumns,
  sqlName,
  sqlType,
  type SilverJoin,
} from '@assay/schemas';
import { assertAccepted, without, type TimeBounds } from '../compaction/acceptance.js';
import { assertBronzeFiles } from '../compaction/assert-bronze-files.js';
import { bronzeRowsSql, type BronzeRowFile } from '../compaction/bronze-rows.js';
import type { BuildHourRequest, BuiltHour } from '../compaction/build-hour.js';
import type { Duplicates } from '../compaction/find-duplicates.js';
import { forgetKeptRows, keepRows, type UnitToKeep } from '../compaction/keep-rows.js';
import { orderTerms } from '../compaction/rules.js';
import { readUnitFacts, type UnitFacts } from '../compaction/unit-facts.js';
import { writeSilverFile } from '../compaction/write-file.js';
import { SilverError } from '../errors.js';
import { enrichedTrades } from './as-of.js';
import { assertJoined, expectJoin } from './assert-joined.js';
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
const TRADES = 'enrichment_trades';
const GREEKS = 'enrichment_greeks';

/**
 * Builds one hour of `options.trades_enriched.v1`: the trades that `options.trades.v1` keeps, each with
 * the snapshot that describes it, of those that `options.greeks_snapshots.v1` keeps. The bytes follow
 * from the rows alone, on any number of threads. The session must not be used for anything else meanwhile.
 *
 * Throws as `buildHour` does; `BAD_REQUEST` for trades outside the hour; `NOT_ACCEPTED` also when the join
 * is not what a second count of it says.
 */
export async function buildEnrichedHour(
  session: QuerySession,
  request: BuildEnrichedHourRequest,
): Promise<BuiltEnrichedHour> {
  const { files, file, toleranceNs, hourStartNs } = request;
  try {
    await assertBronzeFiles(session, optionsTrades, files);
    const trades = await keepTable(session, TRADES, request, {
      dataset: optionsTrades,
      files,
      rowsOf: (some) => bronzeRowsSql(optionsTrades, some),
    });
    if (trades.read.rows === 0n) {
      throw new SilverError('NO_DATA', 'options.trades.v1: expected rows in the files, was none');
    }
    await keepGreeks(session, request);
    const expected = without(trades.read, trades.removed);
    const join = await expectJoin(session, TRADES, GREEKS, toleranceNs);
    const bytes = await writeSilverFile(session, {
      dataset: optionsTradesEnriched,
      rows: enrichedTrades(TRADES, GREEKS, toleranceNs),
      orderBy: [...orderTerms(optionsTradesEnriched, trades.varies), sqlName(ORDINAL_COLUMN.name)],
      file,
      footer: { ...request.footer, 'assay.rows': String(expected.rows) },
    });
    const bounds = await assertAccepted(session, optionsTrades, expected, file);
    await assertJoined(session, join, file);
    assertInHour(bounds, hourStartNs);
    return {
      rowsRead: Number(trades.read.rows),
      rowsWritten: Number(expected.rows),
      duplicatesRemoved: Number(trades.removed.rows),
      ambiguousDuplicates: trades.ambiguous,
      bytes,
      ...bounds,
      joined: join.joined,
      stale: join.stale,
      none: join.none,
    };
  } finally {
    await forgetKeptRows(session);
    await session.run(`DROP TABLE IF EXISTS ${TRADES}`);
    await session.run(`DROP TABLE IF EXISTS ${GREEKS}`);
  }
}

interface TableOfKept extends Pick<UnitToKeep, 'dataset' | 'files' | 'rowsOf'> {
  /** What else the rows have to be. */
  readonly narrowed?: string;
}

/** Makes a table of the rows that Silver keeps of Bronze files. */
async function keepTable(
  session: QuerySession,
  table: string,
  { collapseAmbiguous, rowsAtOnce }: BuildEnrichedHourRequest,
  { dataset, files, rowsOf, narrowed = '' }: TableOfKept,
): Promise<UnitFacts & Duplicates> {
  const facts = await readUnitFacts(session, dataset, rowsOf(files));
  const options = { collapseAmbiguous };
  const unit = { dataset, files, rowsOf, varies: facts.varies, options, rowsAtOnce };
  const { rows, removed, ambiguous } = await keepRows(session, unit);
  await session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS SELECT * FROM (${rows}) ${narrowed}`);
  return { ...facts, removed, ambiguous };
}

/**
 * Makes the table of the snapshots that may serve a trade of the hour. Equal snapshots have one time, so
 * that the window's ends part none; of options that did not trade none is wanted, once they are ranked.
 */
async function keepGreeks(session: QuerySession, request: BuildEnrichedHourRequest): Promise<void> {
  if (request.greeks.length === 0) {
    const declared = silverColumns(optionsGreeksSnapshots).map(
      (column) => `${sqlName(column.name)} ${sqlType(column)}`,
    );
    await session.run(`CREATE OR REPLACE TEMP TABLE ${GREEKS} (${declared.join(', ')})`);
    return;
  }
  await assertBronzeFiles(session, optionsGreeksSnapshots, request.greeks);
  const { startNs, endNs } = greeksWindow(request.hourStartNs, request.toleranceNs);
  await keepTable(session, GREEKS, request, {
    dataset: optionsGreeksSnapshots,
    files: request.greeks,
    rowsOf: (some) => `SELECT * FROM (${bronzeRowsSql(optionsGreeksSnapshots, some)})
      WHERE "ts_event_ns" >= ${startNs} AND "ts_event_ns" < ${endNs}`,
    narrowed: `SEMI JOIN ${TRADES} USING ("underlying", "option_symbol")`,
  });
}

function assertInHour({ minTsEventNs, maxTsEventNs }: TimeBounds, hourStartNs: bigint): void {
  const endNs = hourStartNs + NS_PER_HOUR;
  if (minTsEventNs < hourStartNs || maxTsEventNs >= endNs) {
    throw new SilverError(
      'BAD_REQUEST',
      `expected trades of the hour [${hourStartNs}, ${endNs}), was ${minTsEventNs} to ${maxTsEventNs}`,
    );
  }
}
