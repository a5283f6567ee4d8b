import { describe, expect, it } from 'vitest';
import type { AnyRow } from '@assay/schemas';
import { fileInput, openLean, type FeedReport, type LeanOptions } from '../../src/index.js';
import { collect } from '../collect.js';
import { hasRealData, realFile } from '../real-data.js';

interface Read {
  readonly rows: readonly AnyRow[];
  readonly report: FeedReport;
}

async function read(folder: string, name: string, options?: LeanOptions): Promise<Read> {
  const feed = await openLean(fileInput(realFile(folder, name)), options);
  const { rows, error, batches } = await collect(feed);
  expect(error).toBeUndefined();
  let ordinal = 0;
  for (const batch of batches) {
    expect(batch.firstOrdinal).toBe(ordinal);
    ordinal += batch.rows.length;
  }
  return { rows, report: feed.report() };
}

function countBy(rows: readonly AnyRow[], column: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const value = String(row[column]);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

/** Counts were taken from the files with unzip, cut, sort and uniq. */
describe.skipIf(!hasRealData)('LEAN ticks [real data]', () => {
  const folder = 'lean-equity-ticks';

  it('holds 250,601 SPY prints, 47,880 of them equal to another', async () => {
    const { rows, report } = await read(folder, 'spy_20131007_trade.zip');
    expect(report).toMatchObject({
      complete: true,
      records: 250_601,
      rowsByDataset: { 'stocks.trades.v1': 250_601 },
      refused: [],
      ignored: [],
      symbols: ['SPY'],
      warnings: [],
    });
    // 04:00:00.464 and 19:59:59.536 New York, in summer.
    expect(report.firstTsNs).toBe(1_381_132_800_464_000_000n);
    expect(report.lastTsNs).toBe(1_381_190_399_536_000_000n);
    expect(rows[0]).toEqual({
      ts_event_ns: 1_381_132_800_464_000_000n,
      ts_recv_ns: 1_381_132_800_464_000_000n,
      source: 'SIP',
      symbol: 'SPY',
      price: 167.41,
      size: 100,
      exchange: 11,
      seq: null,
      conditions: 'ExtendedHours|TradeThroughExempt',
    });
    const distinct = new Set(
      rows.map(({ ts_event_ns: time, price, size, exchange, conditions }) =>
        [time, price, size, exchange, conditions].join(),
      ),
    );
    expect(rows.length - distinct.size).toBe(47_880);
    const exchanges = countBy(rows, 'exchange');
    expect(exchanges).toMatchObject({ '12': 56_049, '11': 53_805, '19': 41_823, '4': 35_057 });
    const conditions = countBy(rows, 'conditions');
    expect(conditions).toMatchObject({
      Regular: 123_392,
      'IntermarketSweep|TradeThroughExempt': 104_805,
      IntermarketSweep: 12_022,
      'OutOfSequence|Sold': 33,
    });
  }, 60_000);

  it('holds 24,293 IBM prints', async () => {
    const { rows, report } = await read(folder, 'ibm_20131007_trade.zip');
    expect(report).toMatchObject({ records: 24_293, refused: [], warnings: [] });
    expect(rows.length).toBe(24_293);
    expect(rows[0]).toMatchObject({ price: 181.52, size: 283, exchange: 11 });
    expect(rows.filter((row) => row.conditions === 'OfficialOpen').length).toBe(1);
    expect(rows.filter((row) => row.conditions === 'OfficialClose').length).toBe(1);
  });

  it('holds 109,067 one-sided IBM quotes', async () => {
    const { rows, report } = await read(folder, 'ibm_20131007_quote.zip');
    expect(report.rowsByDataset).toEqual({ 'stocks.quotes.v1': 109_067 });
    expect(report.refused).toEqual([]);
    expect([...report.warnings].sort()).toEqual([
      '1 quotes marked suspicious, which stocks.quotes does not hold',
      '2 quotes with the condition Closing, which stocks.quotes does not hold',
      '2 quotes with the condition OpeningQuote, which stocks.quotes does not hold',
    ]);
    const bids = rows.filter((row) => row.bid_px !== null);
    const asks = rows.filter((row) => row.ask_px !== null);
    expect([bids.length, asks.length]).toEqual([54_533, 54_534]);
    expect(bids.every((row) => row.ask_sz === 0 && row.ask_exch === null)).toBe(true);
    expect(rows[1]).toMatchObject({ bid_px: 180.01, bid_sz: 300, bid_exch: 11, ask_px: null });
  });
});

describe.skipIf(!hasRealData)('LEAN option chains [real data]', () => {
  const folder = 'lean-option-chains';

  it('holds the AAPL chain of 2014-06-09, known when that day has ended', async () => {
    const { rows, report } = await read(folder, 'aapl_20140609.csv');
    expect(rows.length).toBe(4_360);
    expect(report).toMatchObject({
      complete: true,
      records: 4_362,
      rowsByDataset: { 'options.greeks_snapshots.v1': 4_360 },
      refused: [],
      ignored: [{ kind: 'row of the underlying', count: 1, firstRecord: 2 }],
      symbols: ['AAPL'],
      warnings: [
        'columns that no dataset holds are left out: open, high, low, close, volume, rho',
        '3436 rows whose implied volatility is 0: the vendor found none, NULL is stored',
      ],
    });
    expect(rows[0]).toEqual({
      ts_event_ns: 1_402_372_800_000_000_000n, // 2014-06-10T00:00 New York
      source: 'OPRA',
      underlying: 'AAPL',
      option_symbol: 'AAPL  140613C00070710',
      delta: 0.9974291,
      gamma: 0,
      theta: 0.0787409,
      vega: 0,
      implied_volatility: null,
      open_interest: 14,
      snapshot_id: 'lean-2014-06-09',
    });
    expect(rows.filter((row) => row.open_interest === null).length).toBe(640);
    expect(new Set(rows.map((row) => row.option_symbol)).size).toBe(4_360);
  });

  it('has an implied volatility in 924 rows of the AAPL chain, and 0 in none', async () => {
    const { rows } = await read(folder, 'aapl_20140609.csv');
    const known = rows.filter((row) => row.implied_volatility !== null);
    expect(known.length).toBe(924);
    expect(known.filter((row) => row.implied_volatility === 0)).toEqual([]);
  });

  it('holds the SPX chain of 2015-12-23, which has no row of its underlying', async () => {
    const { rows, report } = await read(folder, 'spx_20151223.csv');
    expect(rows.length).toBe(272);
    expect(report).toMatchObject({ refused: [], ignored: [], symbols: ['SPX'] });
    expect(rows[0]).toMatchObject({
      ts_event_ns: 1_450_933_200_000_000_000n, // 2015-12-24T00:00 New York
      option_symbol: 'SPX   181221C00300000',
      theta: -0.0170694,
      vega: 0.404402,
      open_interest: 3,
    });
    expect(rows.filter((row) => row.open_interest === null).length).toBe(89);
  });
});
