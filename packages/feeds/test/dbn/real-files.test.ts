import { describe, expect, it } from 'vitest';
import type { AnyRow } from '@assay/schemas';
import { fileInput, openDbn, type DbnOptions, type FeedReport } from '../../src/index.js';
import { collect, failureOf } from '../collect.js';
import { hasRealData, realFile } from '../real-data.js';

/** Expected values were read with the vendor's own library (databento-dbn 0.72) and typed here. */

/** The first mbp-10 record, level by level. */
const BID_PRICES = [
  3720.25, 3720.0, 3719.75, 3719.5, 3719.25, 3719.0, 3718.75, 3718.5, 3718.25, 3718.0,
];
const ASK_PRICES = [
  3720.5, 3720.75, 3721.0, 3721.25, 3721.5, 3721.75, 3722.0, 3722.25, 3722.5, 3722.75,
];
const BID_SIZES = [24, 31, 32, 39, 50, 42, 44, 64, 53, 67];
const ASK_SIZES = [10, 34, 39, 28, 33, 45, 55, 59, 49, 44];

interface Read {
  readonly rows: readonly AnyRow[];
  readonly report: FeedReport;
}

async function read(path: string, options?: DbnOptions): Promise<Read> {
  const feed = await openDbn(fileInput(path), options);
  const { rows, error } = await collect(feed);
  expect(error).toBeUndefined();
  const report = feed.report();
  expect(report).toMatchObject({ complete: true, refused: [], ignored: [] });
  return { rows, report };
}

/** All that a file gives. */
async function everything(path: string) {
  const feed = await openDbn(fileInput(path));
  const { batches } = await collect(feed);
  return { batches, report: feed.report() };
}

function column(rows: readonly AnyRow[], name: string): AnyRow[string][] {
  return rows.map((row) => row[name]);
}

function sum(rows: readonly AnyRow[], name: string): number {
  return rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
}

describe.skipIf(!hasRealData)('DBN conformance files [real data]', () => {
  const versions = ['.dbn', '.v1.dbn.zst', '.v2.dbn.zst', '.v3.dbn.zst'];
  const file = (schema: string, suffix: string) =>
    realFile('dbn-conformance', `test_data.${schema}${suffix}`);

  it.each(versions)('trades%s', async (suffix) => {
    const { rows } = await read(file('trades', suffix));
    const shared = { source: 'GLBX.MDP3', symbol: 'ESH1', price: 3720.25, exchange: 'GLBX' };
    expect(rows).toEqual([
      {
        ts_event_ns: 1609160400098821953n,
        ts_recv_ns: 1609160400099150057n,
        ...shared,
        size: 5,
        aggressor: -1,
        seq: 1170380n,
      },
      {
        ts_event_ns: 1609160400107665963n,
        ts_recv_ns: 1609160400108142648n,
        ...shared,
        size: 21,
        aggressor: -1,
        seq: 1170414n,
      },
    ]);
  });

  it.each(versions)('mbp-1%s', async (suffix) => {
    const { rows } = await read(file('mbp-1', suffix));
    const shared = { is_snapshot: false, depth: 1, bid_px_1: 3720.25, ask_px_1: 3720.5 };
    expect(rows).toMatchObject([
      { ...shared, ts_event_ns: 1609160400006001487n, seq: 1170362n, bid_sz_1: 24, ask_sz_1: 11 },
      { ...shared, ts_event_ns: 1609160400006146661n, seq: 1170364n, bid_sz_1: 24, ask_sz_1: 12 },
    ]);
  });

  it.each(versions)('tbbo%s', async (suffix) => {
    const { rows } = await read(file('tbbo', suffix));
    const shared = { is_snapshot: false, depth: 1, bid_px_1: 3720.25, ask_px_1: 3720.5 };
    expect(rows).toMatchObject([
      { ...shared, ts_recv_ns: 1609160400099150057n, seq: 1170380n, bid_sz_1: 26, ask_sz_1: 7 },
      { ...shared, ts_recv_ns: 1609160400108142648n, seq: 1170414n, bid_sz_1: 21, ask_sz_1: 22 },
    ]);
  });

  it.each(versions)('mbp-10%s', async (suffix) => {
    const { rows } = await read(file('mbp-10', suffix));
    expect(column(rows, 'seq')).toEqual([1170352n, 1170356n]);
    expect(column(rows, 'ts_event_ns')).toEqual([1609160400000429831n, 1609160400000435673n]);
    expect(column(rows, 'depth')).toEqual([null, null]);
    const levels = (side: string, value: string) =>
      Array.from({ length: 10 }, (_, index) => rows[0][`${side}_${value}_${index + 1}`]);
    expect(levels('bid', 'px')).toEqual(BID_PRICES);
    expect(levels('ask', 'px')).toEqual(ASK_PRICES);
    expect(levels('bid', 'sz')).toEqual(BID_SIZES);
    expect(levels('ask', 'sz')).toEqual(ASK_SIZES);
    expect(rows[1]).toMatchObject({ bid_sz_2: 30, ask_sz_2: 34 });
  });

  it.each(['trades', 'mbp-1', 'tbbo', 'mbp-10', 'mbo'])(
    '%s.dbz gives what its siblings give',
    async (schema) => {
      const siblings = versions.filter((suffix) => schema !== 'mbo' || suffix !== '.v3.dbn.zst');
      const legacy = await everything(file(schema, '.dbz'));
      expect(legacy.report.records).toBe(2);
      for (const suffix of siblings) {
        const sibling = await everything(file(schema, suffix));
        expect(sibling).toEqual({
          ...legacy,
          report: { ...legacy.report, file: sibling.report.file },
        });
      }
    },
  );

  it.each(['.dbn', '.dbz', '.v1.dbn.zst', '.v2.dbn.zst', '.v3.dbn', '.v3.dbn.zst'])(
    'mbo%s starts in the middle of books: no rows, and says so',
    async (suffix) => {
      const { rows, report } = await read(file('mbo', suffix));
      expect(rows).toEqual([]);
      expect(report.warnings).toEqual([
        '2 order records before the first snapshot or clear: the book is not known yet',
      ]);
    },
  );

  it.each([
    ['multi-frame.definition.v1.dbn.frag.zst', 'definition'],
    ['test_data.definition.v3.dbn.zst', 'definition'],
    ['test_data.ohlcv-1d.v3.dbn.zst', 'ohlcv-1d'],
  ])('refuses %s by name', async (name, kind) => {
    const error = await failureOf(openDbn(fileInput(realFile('dbn-conformance', name))));
    // A fragment tells its first record only: others may follow.
    expect(error.code).toBe(name.includes('.frag') ? 'UNSUPPORTED' : 'NO_EVENTS');
    expect(error.message).toContain(kind);
  });
});

describe.skipIf(!hasRealData)('Databento samples [real data]', () => {
  const sample = (dataset: string, schema: string) =>
    realFile('databento-samples', dataset, `test_data.${schema}.dbn.zst`);

  it('holds four ES trades', async () => {
    const { rows } = await read(sample('GLBX.MDP3', 'trades'));
    expect(column(rows, 'price')).toEqual([3702.75, 3702.75, 3702.5, 3702.75]);
    expect(column(rows, 'aggressor')).toEqual([1, 1, -1, 1]);
    expect(column(rows, 'seq')).toEqual([145885n, 145903n, 145914n, 145934n]);
  });

  it('holds four ES books of ten levels and four of one', async () => {
    const ten = await read(sample('GLBX.MDP3', 'mbp-10'));
    expect(column(ten.rows, 'bid_sz_1')).toEqual([19, 20, 20, 21]);
    expect(column(ten.rows, 'ask_sz_1')).toEqual([13, 13, 14, 14]);
    const one = await read(sample('GLBX.MDP3', 'tbbo'));
    expect(column(one.rows, 'bid_sz_1')).toEqual([8, 9, 7, 6]);
    expect(column(one.rows, 'depth')).toEqual([1, 1, 1, 1]);
  });

  it('holds four NVDA trades', async () => {
    const { rows } = await read(sample('XNAS.ITCH', 'trades'));
    expect(column(rows, 'price')).toEqual([521, 521, 521, 521.01]);
    expect(column(rows, 'size')).toEqual([36, 4, 1, 1]);
    expect(column(rows, 'symbol')).toEqual(['NVDA', 'NVDA', 'NVDA', 'NVDA']);
  });

  it('holds NVDA books, one-sided at first, as quotes', async () => {
    const { rows, report } = await read(sample('XNAS.ITCH', 'mbp-10'));
    expect(column(rows, 'bid_px')).toEqual([502, 512.01, 512.01, 512.01]);
    expect(column(rows, 'ask_px')).toEqual([null, null, 539, 539]);
    expect(column(rows, 'ask_sz')).toEqual([0, 0, 17, 17]);
    expect(report.droppedLevels).toBe(4);
    const tbbo = await read(sample('XNAS.ITCH', 'tbbo'));
    expect(column(tbbo.rows, 'ask_px')).toEqual([521, 521, 535.5, 522]);
  });

  it('holds four NVDA orders: no dataset holds books of stocks, and no trade is among them', async () => {
    const feed = await openDbn(fileInput(sample('XNAS.ITCH', 'mbo')));
    expect((await collect(feed)).rows).toEqual([]);
    expect(feed.report().ignored).toEqual([
      {
        kind: 'order of a stock (mbo): no dataset holds books of stocks',
        count: 4,
        firstRecord: 1,
      },
    ]);
  });

  it('holds a snapshot of ES that is cut: no row, and says so', async () => {
    const { rows, report } = await read(sample('GLBX.MDP3', 'mbo'));
    expect(rows).toEqual([]);
    expect(report.warnings).toEqual(['1 snapshots that the end of the file may have cut: no row']);
  });

  it('holds four AAPL option trades', async () => {
    const { rows, report } = await read(sample('OPRA.PILLAR', 'trades'));
    expect(report.symbols).toEqual(['AAPL']);
    expect(rows[0]).toEqual({
      ts_event_ns: 1740061800817657088n,
      ts_recv_ns: 1740061800817866523n,
      source: 'OPRA.PILLAR',
      underlying: 'AAPL',
      option_symbol: 'AAPL  250221C00250000',
      exp_date: '2025-02-21',
      strike: 250,
      right: 'C',
      price: 0.24,
      size: 1,
      opt_bid: null,
      opt_ask: null,
      aggressor: 0,
      seq: 713382n,
      conditions: null,
    });
    expect(column(rows, 'aggressor')).toEqual([0, 0, 0, 0]);
    expect(column(rows, 'price')).toEqual([0.24, 0.2, 0.19, 0.19]);
  });

  it('holds the same trades with the quotes before them, and the same by definition', async () => {
    const { rows: trades } = await read(sample('OPRA.PILLAR', 'trades'));
    const definitions = [fileInput(sample('OPRA.PILLAR', 'definition'))];
    const { rows } = await read(sample('OPRA.PILLAR', 'tbbo'), { definitions });
    expect(rows.map((row) => ({ ...row, opt_bid: null, opt_ask: null }))).toEqual(trades);
    expect(column(rows, 'opt_bid')).toEqual([0.24, 0.18, 0.18, 0.19]);
    expect(column(rows, 'opt_ask')).toEqual([0.25, 0.22, 0.22, 0.21]);
  });

  it.each(['cbbo-1s', 'definition', 'statistics'])('refuses OPRA %s by name', async (schema) => {
    const error = await failureOf(openDbn(fileInput(sample('OPRA.PILLAR', schema))));
    expect(error.code).toBe('NO_EVENTS');
    expect(error.message).toContain(`does not read schema "${schema}"`);
  });
});

describe.skipIf(!hasRealData)('ES over a midnight [real data]', () => {
  const minutes = '2024-07-01T23-58_2024-07-02T00-02.dbn.zst';
  const trades = realFile('es-mbp1-2024-07-01', `futures_trades_${minutes}`);
  const books = realFile('es-mbp1-2024-07-01', `futures_mbp-1_${minutes}`);

  it('holds 120 trades', async () => {
    const { rows, report } = await read(trades);
    expect(rows.length).toBe(120);
    expect(rows.filter((row) => row.aggressor === 1).length).toBe(66);
    expect(rows.filter((row) => row.aggressor === -1).length).toBe(54);
    expect([sum(rows, 'size'), sum(rows, 'price'), sum(rows, 'seq')]).toEqual([
      253, 663_482, 1_087_497_121,
    ]);
    expect(report.firstTsNs).toBe(1719878281218218853n);
    expect(report.lastTsNs).toBe(1719878512813445903n);
    expect(report.symbols).toEqual(['ESU4']);
  });

  it('holds 2,288 books, one of them a snapshot', async () => {
    const { rows, report } = await read(books);
    expect(report.rowsByDataset).toEqual({ 'futures.mbp10.v1': 2288 });
    const sums = ['seq', 'bid_px_1', 'ask_px_1', 'bid_sz_1', 'ask_sz_1'];
    expect(sums.map((name) => sum(rows, name))).toEqual([
      20_734_854_515, 12_650_042.25, 12_650_640.5, 39_104, 49_749,
    ]);
    expect(rows.filter((row) => row.is_snapshot === true).length).toBe(1);
    expect(report.warnings).toEqual(['1 records whose ts_recv the vendor flags as inaccurate']);
  });

  it('has the same trades in its book file', async () => {
    const fromBooks = await openDbn(fileInput(books), { tradesFromBooks: true });
    const { batches } = await collect(fromBooks);
    const derived = batches
      .filter((batch) => batch.dataset.id === 'futures.trades.v1')
      .flatMap((batch) => batch.rows);
    expect(derived).toEqual((await read(trades)).rows);
  });
});
