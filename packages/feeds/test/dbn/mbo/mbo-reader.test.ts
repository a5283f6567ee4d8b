import type { AnyRow } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { bytesInput, openDbn, type DbnOptions, type FeedReport } from '../../../src/index.js';
import { collect } from '../../collect.js';
import {
  dbnHeader,
  NOON,
  orderRecord,
  tradeRecord,
  UNDEF_PRICE,
  type WrittenHeader,
  type WrittenOrder,
} from '../dbn-writer.js';

const MBO: WrittenHeader = { schema: 0 };
const LAST = 128;
/** Snapshot, ts_recv is when it was made. */
const SNAPSHOT = 32 + 8;
const OPEN_EVENT = 0;

interface Result {
  readonly books: readonly AnyRow[];
  readonly trades: readonly AnyRow[];
  readonly report: FeedReport;
}

async function decode(
  orders: readonly (WrittenOrder | Buffer)[],
  options: DbnOptions = {},
  header: WrittenHeader = MBO,
): Promise<Result> {
  const records = orders.map((each) => (Buffer.isBuffer(each) ? each : orderRecord(each)));
  const bytes = Buffer.concat([dbnHeader(header), ...records]);
  const feed = await openDbn(bytesInput('a.dbn', bytes), options);
  const { batches, error } = await collect(feed);
  expect(error).toBeUndefined();
  const rowsOf = (id: string) =>
    batches.filter((batch) => batch.dataset.id === id).flatMap((batch) => batch.rows);
  return {
    books: rowsOf('futures.mbp10.v1'),
    trades: rowsOf('futures.trades.v1'),
    report: feed.report(),
  };
}

const clear: WrittenOrder = { action: 'R', side: 'N', price: UNDEF_PRICE, size: 0, id: 0n };
const bid = (id: bigint, price: bigint, size: number, more: WrittenOrder = {}): WrittenOrder => ({
  id,
  price: price * 1_000_000_000n,
  size,
  ...more,
});
const ask = (id: bigint, price: bigint, size: number, more: WrittenOrder = {}): WrittenOrder =>
  bid(id, price, size, { side: 'A', ...more });
const best = (row: AnyRow) => [row.bid_px_1, row.bid_sz_1, row.ask_px_1, row.ask_sz_1];

describe('books from orders', () => {
  it('are one row an event that changes the ten best levels, in the total of its orders', async () => {
    const { books, report } = await decode([
      clear,
      bid(1n, 100n, 5, { sequence: 8 }),
      bid(2n, 100n, 2, { sequence: 9 }),
      ask(3n, 101n, 4, { sequence: 10 }),
    ]);
    expect(books.map(best)).toEqual([
      [null, 0, null, 0],
      [100, 5, null, 0],
      [100, 7, null, 0],
      [100, 7, 101, 4],
    ]);
    expect(books[3]).toMatchObject({
      ts_event_ns: NOON,
      ts_recv_ns: NOON + 1000n,
      source: 'GLBX.MDP3',
      symbol: 'ESU4',
      is_snapshot: false,
      seq: 10n,
      depth: null,
      bid_px_2: null,
      ask_sz_10: 0,
    });
    expect(report.warnings).toEqual([]);
  });

  it('say nothing in the middle of an event', async () => {
    const { books } = await decode([
      clear,
      bid(1n, 100n, 5, { flags: OPEN_EVENT }),
      bid(1n, 100n, 5, { action: 'C', flags: OPEN_EVENT }),
      bid(2n, 99n, 1, { flags: LAST }),
    ]);
    expect(books.map(best)).toEqual([
      [null, 0, null, 0],
      [99, 1, null, 0],
    ]);
  });

  it('say nothing of what happens below the tenth level', async () => {
    const levels = Array.from({ length: 11 }, (_, index) =>
      bid(BigInt(index), 200n - BigInt(index), 1),
    );
    const { books } = await decode([clear, ...levels, bid(10n, 190n, 1, { action: 'C' })]);
    expect(books.length).toBe(11);
    expect(books[10]).toMatchObject({ bid_px_1: 200, bid_px_10: 191 });
    // A level that goes brings up the one below.
    const gone = [clear, ...levels, bid(0n, 200n, 1, { action: 'C' })];
    expect((await decode(gone)).books.at(-1)).toMatchObject({ bid_px_1: 199, bid_px_10: 190 });
  });

  it('follow partial cancels and changes of price, size and side', async () => {
    const { books } = await decode([
      clear,
      bid(1n, 100n, 5),
      bid(1n, 100n, 2, { action: 'C' }),
      bid(1n, 99n, 7, { action: 'M' }),
      ask(1n, 101n, 7, { action: 'M' }),
      ask(1n, 101n, 7, { action: 'C' }),
    ]);
    expect(books.slice(1).map(best)).toEqual([
      [100, 5, null, 0],
      [100, 3, null, 0],
      [99, 7, null, 0],
      [null, 0, 101, 7],
      [null, 0, null, 0],
    ]);
  });

  it('are changed by the cancel after a trade, not by the trade and its fill', async () => {
    const { books, trades } = await decode([
      clear,
      ask(1n, 101n, 5),
      { ...bid(0n, 101n, 2, { action: 'T', flags: OPEN_EVENT, sequence: 11 }) },
      { ...ask(1n, 101n, 2, { action: 'F', flags: OPEN_EVENT, sequence: 11 }) },
      { ...ask(1n, 101n, 2, { action: 'C', flags: LAST, sequence: 11 }) },
    ]);
    expect(trades).toEqual([
      {
        ts_event_ns: NOON,
        ts_recv_ns: NOON + 1000n,
        source: 'GLBX.MDP3',
        symbol: 'ESU4',
        price: 101,
        size: 2,
        aggressor: 1,
        exchange: 'GLBX',
        seq: 11n,
      },
    ]);
    expect(books.map(best).slice(1)).toEqual([
      [null, 0, 101, 5],
      [null, 0, 101, 3],
    ]);
  });

  it.each([
    ['A', -1],
    ['N', 0],
  ])('come with trades whose side %s is the aggressor', async (side, aggressor) => {
    const { trades } = await decode([{ action: 'T', side }]);
    expect(trades.map((trade) => trade.aggressor)).toEqual([aggressor]);
  });

  it('are not known before a clear or a snapshot: no rows, counted', async () => {
    const { books, report } = await decode([
      bid(1n, 100n, 5),
      bid(2n, 100n, 1),
      clear,
      bid(3n, 98n, 1),
    ]);
    expect(books.map(best)).toEqual([
      [null, 0, null, 0],
      [98, 1, null, 0],
    ]);
    expect(report.warnings).toEqual([
      '2 order records before the first snapshot or clear: the book is not known yet',
    ]);
    const known = await decode([bid(1n, 100n, 5)], { booksFromEmpty: true });
    expect(known.books.map(best)).toEqual([[100, 5, null, 0]]);
  });

  it('count what contradicts them', async () => {
    const { books, report } = await decode([
      clear,
      bid(1n, 100n, 5),
      bid(1n, 99n, 2),
      bid(2n, 98n, 1, { action: 'M' }),
      bid(9n, 98n, 1, { action: 'C' }),
      bid(1n, 99n, 3, { action: 'C' }),
      { ...bid(4n, 0n, 1), price: UNDEF_PRICE },
      bid(5n, 97n, 1, { side: 'N' }),
      bid(6n, 97n, 1, { action: 'X' }),
    ]);
    expect(books.map(best).slice(1)).toEqual([
      [100, 5, null, 0],
      [99, 2, null, 0],
      [99, 2, null, 0],
      [98, 1, null, 0],
    ]);
    expect(report.warnings).toEqual([
      '1 adds of orders that the book has already: taken as changes of them',
      '1 changes of orders that the book does not have: taken as new orders',
      '1 cancels of orders that the book does not have: left out',
      '1 cancels of more than is left of the order: all of it taken away',
      '2 orders without a price, a side or a size: not in the book',
      '1 order records with an action that is none: their books may be wrong',
    ]);
  });

  it('are given up where a record tells of a whole level', async () => {
    const { books, report } = await decode([
      clear,
      bid(1n, 100n, 5, { flags: LAST + 64 }),
      bid(2n, 99n, 1),
    ]);
    expect(books.length).toBe(1);
    expect(report.warnings).toEqual([
      '1 records of whole levels, not of orders: no books until the next snapshot',
      '2 order records before the first snapshot or clear: the book is not known yet',
    ]);
  });

  it('hold orders whose ids need all 64 bits', async () => {
    const id = (1n << 64n) - 1n;
    const { books } = await decode([
      clear,
      bid(id, 100n, 5),
      bid(id - 1n, 100n, 1),
      bid(id, 100n, 5, { action: 'C' }),
    ]);
    expect(books.map(best).at(-1)).toEqual([100, 1, null, 0]);
  });

  it('refuse a level of more than 2^31 contracts', async () => {
    const size = 2_000_000_000;
    const { books, report } = await decode([clear, bid(1n, 100n, size), bid(2n, 100n, size)]);
    expect(books.length).toBe(3);
    expect(report.refused).toMatchObject([
      { code: 'SIZE_OUT_OF_RANGE', dataset: 'futures.mbp10.v1', count: 1, firstRecord: 3 },
    ]);
  });

  it('are kept apart by instrument and publisher, and refused without a symbol', async () => {
    const { books, report } = await decode([
      clear,
      { ...clear, instrument: 9 },
      bid(1n, 100n, 5),
      ask(1n, 101n, 3, { instrument: 9 }),
      bid(1n, 100n, 1, { publisher: 84 }),
    ]);
    expect(books.map((row) => [row.symbol, ...best(row)])).toEqual([
      ['ESU4', null, 0, null, 0],
      [null, null, 0, null, 0],
      ['ESU4', 100, 5, null, 0],
      [null, null, 0, 101, 3],
    ]);
    expect(report.refused).toMatchObject([{ code: 'UNKNOWN_INSTRUMENT', count: 2 }]);
  });

  it('are left out, counted, where their symbol was not asked for', async () => {
    const { books, report } = await decode([clear, bid(1n, 100n, 5)], {
      symbols: new Set(['NQU4']),
    });
    expect(books).toEqual([]);
    expect(report.filtered).toBe(2);
    expect(report.warnings).toEqual(['no record has the symbol asked for: NQU4']);
  });

  it('give the same rows and ordinals whatever the pieces of the file', async () => {
    const orders = [clear, ...Array.from({ length: 500 }, (_, i) => bid(BigInt(i), BigInt(i), 1))];
    const bytes = Buffer.concat([dbnHeader(MBO), ...orders.map(orderRecord)]);
    const read = async (pieceBytes: number) => {
      const { rows } = await collect(await openDbn(bytesInput('a.dbn', bytes, pieceBytes)));
      return rows;
    };
    expect(await read(37)).toEqual(await read(1_000_000));
  });
});

describe('a snapshot', () => {
  const snap = { flags: SNAPSHOT, tsEvent: NOON - 5n, tsRecv: NOON };

  it('is one row of what its orders make, with the latest of their times and numbers', async () => {
    const { books } = await decode([
      { ...clear, ...snap, sequence: 0 },
      bid(1n, 100n, 5, { ...snap, sequence: 20 }),
      bid(2n, 100n, 1, { ...snap, sequence: 19, tsEvent: NOON - 2n }),
      ask(3n, 101n, 2, { ...snap, sequence: 18, flags: SNAPSHOT + LAST }),
    ]);
    expect(books.length).toBe(1);
    expect(best(books[0])).toEqual([100, 6, 101, 2]);
    expect(books[0]).toMatchObject({
      is_snapshot: true,
      ts_event_ns: NOON - 2n,
      ts_recv_ns: NOON,
      seq: 20n,
    });
  });

  it('starts without a clear and ends without a mark in files from before February 2024', async () => {
    const { books } = await decode([
      bid(1n, 100n, 5, snap),
      ask(2n, 101n, 1, snap),
      bid(3n, 100n, 1),
    ]);
    expect(books.map((row) => [row.is_snapshot, ...best(row)])).toEqual([
      [true, 100, 5, 101, 1],
      [false, 100, 6, 101, 1],
    ]);
  });

  it('resets the book, and has its row even where nothing changes', async () => {
    const whole = [{ ...clear, ...snap }, bid(1n, 100n, 5, { ...snap, flags: SNAPSHOT + LAST })];
    const { books } = await decode([...whole, bid(7n, 99n, 1), ...whole, ...whole]);
    expect(books.map((row) => [row.is_snapshot, row.bid_px_1, row.bid_px_2])).toEqual([
      [true, 100, null],
      [false, 100, 99],
      [true, 100, null],
      [true, 100, null],
    ]);
  });

  it('has no row where the end of the file may have cut it', async () => {
    const other = { instrument: 9 };
    const cut = await decode([bid(1n, 100n, 5, snap)]);
    expect(cut.books).toEqual([]);
    expect(cut.report.warnings).toEqual([
      '1 snapshots that the end of the file may have cut: no row',
    ]);
    // Something after the snapshots shows that they were whole.
    const whole = await decode([bid(1n, 100n, 5, snap), bid(1n, 100n, 5, other)]);
    expect(whole.books.map(best)).toEqual([[100, 5, null, 0]]);
  });
});

describe('an event', () => {
  it('that the end of the file cuts has no row, and is counted', async () => {
    const { books, report } = await decode([clear, bid(1n, 100n, 5, { flags: OPEN_EVENT })]);
    expect(books.length).toBe(1);
    expect(report.warnings).toEqual(['1 events that the end of the file cuts: no book row']);
  });
});

describe('orders elsewhere', () => {
  it('give the trades of stocks; their books are counted, for no dataset holds them', async () => {
    const header = { dataset: 'XNAS.ITCH', schema: 0 };
    const records = [bid(1n, 100n, 5), { action: 'T', side: 'A', size: 3 }].map(orderRecord);
    const feed = await openDbn(bytesInput('a.dbn', Buffer.concat([dbnHeader(header), ...records])));
    const { rows } = await collect(feed);
    expect(rows).toMatchObject([{ symbol: 'ESU4', size: 3, exchange: null }]);
    expect(feed.report()).toMatchObject({
      rowsByDataset: { 'stocks.trades.v1': 1 },
      ignored: [{ kind: 'order of a stock (mbo): no dataset holds books of stocks', count: 1 }],
    });
  });

  it('are counted in a live capture, and read when asked: its trades tell theirs', async () => {
    const live = { schema: 0xffff };
    const orders = [clear, bid(1n, 100n, 5), tradeRecord(), { action: 'T' }];
    const plain = await decode(orders, {}, live);
    expect(plain.report.ignored).toEqual([{ kind: 'mbo', count: 3, firstRecord: 1 }]);
    expect([plain.books.length, plain.trades.length]).toEqual([0, 1]);
    const read = await decode(orders, { booksFromOrders: true }, live);
    expect([read.books.length, read.trades.length]).toEqual([2, 1]);
    const both = await decode(orders, { booksFromOrders: true, tradesFromBooks: true }, live);
    expect(both.trades.length).toBe(2);
  });

  it('are read in a fragment that starts with one', async () => {
    const fragment = { version: 3, dataset: 'GLBX.MDP3' };
    const bytes = Buffer.concat([clear, bid(1n, 100n, 5)].map(orderRecord));
    const instruments = new Map([[118, 'ESU4']]);
    const feed = await openDbn(bytesInput('a.dbn.frag', bytes), { fragment, instruments });
    expect((await collect(feed)).rows.map(best)).toEqual([
      [null, 0, null, 0],
      [100, 5, null, 0],
    ]);
  });
});
