import type { AnyRow } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { bytesInput, openDbn, type Refusal } from '../../src/index.js';
import { collect } from '../collect.js';
import {
  bookRecord,
  DAY,
  dbnHeader,
  NEXT_DAY,
  NOON,
  tradeRecord,
  UNDEF_PRICE,
  UNDEF_TIME,
  type WrittenHeader,
} from './dbn-writer.js';

interface Result {
  readonly row: AnyRow;
  readonly refusal: Refusal | undefined;
  readonly dataset: string;
  readonly droppedLevels: number;
  readonly warnings: readonly string[];
}

/** What one record becomes. */
async function decode(record: Uint8Array, header: WrittenHeader = {}): Promise<Result> {
  const feed = await openDbn(bytesInput('a.dbn', Buffer.concat([dbnHeader(header), record])));
  const { batches, error } = await collect(feed);
  expect(error).toBeUndefined();
  const [batch] = batches;
  const { droppedLevels, warnings } = feed.report();
  const [refusal] = batch.refusals;
  return { row: batch.rows[0], refusal, dataset: batch.dataset.id, droppedLevels, warnings };
}

const NASDAQ: WrittenHeader = { dataset: 'XNAS.ITCH' };

describe('trades of futures', () => {
  it('become futures.trades.v1', async () => {
    const record = tradeRecord({
      price: -250_000_000n,
      size: 3,
      side: 'A',
      sequence: 4_294_967_295,
    });
    const { row, dataset, refusal } = await decode(record);
    expect(dataset).toBe('futures.trades.v1');
    expect(refusal).toBeUndefined();
    expect(row).toEqual({
      ts_event_ns: NOON,
      ts_recv_ns: NOON + 1000n,
      source: 'GLBX.MDP3',
      symbol: 'ESU4',
      price: -0.25,
      size: 3,
      aggressor: -1,
      exchange: 'GLBX',
      seq: 4_294_967_295n,
    });
  });

  it.each([
    ['A', -1],
    ['B', 1],
    ['N', 0],
  ])('have the aggressor of side %s', async (side, aggressor) => {
    expect((await decode(tradeRecord({ side }))).row.aggressor).toBe(aggressor);
  });

  it('may be of a spread that costs nothing', async () => {
    const name = 'ESU4-ESZ4';
    const intervals = [{ from: DAY, to: NEXT_DAY, symbol: '118' }];
    const { row, refusal } = await decode(tradeRecord({ price: 0n }), {
      mappings: [{ name, intervals }],
    });
    expect(refusal).toBeUndefined();
    expect(row).toMatchObject({ symbol: name, price: 0 });
  });

  it('became known when they happened, where the file does not say', async () => {
    const { row, refusal } = await decode(tradeRecord({ tsRecv: UNDEF_TIME }));
    expect(refusal).toBeUndefined();
    expect(row.ts_recv_ns).toBe(NOON);
  });

  it('are named by the day they became known on, as the vendor does', async () => {
    const evening = NOON - 13n * 3_600_000_000_000n;
    expect((await decode(tradeRecord({ tsEvent: evening, tsRecv: NOON }))).row.symbol).toBe('ESU4');
    const { row } = await decode(tradeRecord({ tsEvent: evening, tsRecv: UNDEF_TIME }));
    expect(row.symbol).toBeNull();
  });

  it.each([
    ['UNDEFINED_TIME', { tsEvent: UNDEF_TIME }, { ts_event_ns: null }],
    ['UNDEFINED_TIME', { tsEvent: UNDEF_TIME, tsRecv: UNDEF_TIME }, { ts_recv_ns: null }],
    ['TIME_OUT_OF_RANGE', { tsEvent: 1n }, { ts_event_ns: 1n }],
    ['TIME_OUT_OF_RANGE', { tsRecv: 4_102_444_800_000_000_000n }, { symbol: null }],
    ['UNDEFINED_PRICE', { price: UNDEF_PRICE }, { price: null }],
    ['SIZE_OUT_OF_RANGE', { size: 0 }, { size: 0 }],
    ['SIZE_OUT_OF_RANGE', { size: 2_147_483_648 }, { size: 2_147_483_648 }],
    ['SIZE_OUT_OF_RANGE', { size: 4_294_967_295 }, { size: null }],
    ['UNKNOWN_SIDE', { side: 'Z' }, { aggressor: null }],
    ['UNKNOWN_ACTION', { action: 'A' }, { price: null }],
    ['UNKNOWN_INSTRUMENT', { instrument: 5 }, { symbol: null }],
  ] as const)('are refused with %s for %o', async (code, record, shows) => {
    const bytes = tradeRecord(record);
    const { row, refusal } = await decode(bytes);
    expect(refusal).toMatchObject({ index: 0, code, record: 1 });
    expect(Buffer.from(refusal?.bytes ?? [])).toEqual(bytes);
    expect(row).toMatchObject(shows);
  });

  it('are refused where they are trades of options', async () => {
    const intervals = [{ from: DAY, to: NEXT_DAY, symbol: '118' }];
    const header = { mappings: [{ name: 'ESU4 C5500', intervals }] };
    const { row, refusal } = await decode(tradeRecord(), header);
    expect(refusal?.code).toBe('OPTION_ON_FUTURE');
    expect(row.symbol).toBeNull();
  });
});

describe('trades of stocks', () => {
  it('become stocks.trades.v1', async () => {
    const { row, dataset } = await decode(
      tradeRecord({ price: 521_010_000_000n, publisher: 2 }),
      NASDAQ,
    );
    expect(dataset).toBe('stocks.trades.v1');
    expect(row).toEqual({
      ts_event_ns: NOON,
      ts_recv_ns: NOON + 1000n,
      source: 'XNAS.ITCH',
      symbol: 'ESU4',
      price: 521.01,
      size: 1,
      exchange: null,
      seq: 7n,
      conditions: null,
    });
  });

  it.each([0n, -1n])('are refused at a price of %s', async (price) => {
    const { refusal } = await decode(tradeRecord({ price }), NASDAQ);
    expect(refusal?.code).toBe('PRICE_OUT_OF_RANGE');
  });

  it('need no side', async () => {
    expect((await decode(tradeRecord({ side: '?' }), NASDAQ)).refusal).toBeUndefined();
  });
});

describe('books of futures', () => {
  const level = (index: number) => ({
    bid: BigInt(100 - index) * 1_000_000_000n,
    bidSize: index + 1,
    ask: BigInt(101 + index) * 1_000_000_000n,
    askSize: index + 11,
  });

  it('become futures.mbp10.v1 with all ten levels', async () => {
    const levels = Array.from({ length: 10 }, (_, index) => level(index));
    const { row, dataset } = await decode(bookRecord(10, levels, { flags: 0b10_0000 }));
    expect(dataset).toBe('futures.mbp10.v1');
    const expected: Record<string, unknown> = {
      ts_event_ns: NOON,
      ts_recv_ns: NOON + 1000n,
      source: 'GLBX.MDP3',
      symbol: 'ESU4',
      is_snapshot: true,
      seq: 7n,
      depth: null,
    };
    for (let index = 0; index < 10; index += 1) {
      expected[`bid_px_${index + 1}`] = 100 - index;
      expected[`bid_sz_${index + 1}`] = index + 1;
      expected[`ask_px_${index + 1}`] = 101 + index;
      expected[`ask_sz_${index + 1}`] = index + 11;
    }
    expect(row).toEqual(expected);
  });

  it('say with depth that deeper levels were never sent', async () => {
    const { row } = await decode(bookRecord(1, [level(0)]));
    expect(row).toMatchObject({ depth: 1, is_snapshot: false, bid_px_1: 100, ask_px_1: 101 });
    expect(row).toMatchObject({ bid_px_2: null, bid_sz_2: 0, ask_px_10: null, ask_sz_10: 0 });
  });

  it('hold an absent side as no price and size 0', async () => {
    const { row, warnings } = await decode(bookRecord(1, [{ bid: 5n, bidSize: 2, askSize: 9 }]));
    expect(row).toMatchObject({ bid_px_1: 5e-9, bid_sz_1: 2, ask_px_1: null, ask_sz_1: 0 });
    expect(warnings).toEqual(['1 book sides have a size and no price: stored as absent']);
  });

  it('keep a price of 0 where something is offered at it', async () => {
    const { row } = await decode(bookRecord(1, [{ bid: 0n, bidSize: 2, ask: 0n, askSize: 0 }]));
    expect(row).toMatchObject({ bid_px_1: 0, bid_sz_1: 2, ask_px_1: null, ask_sz_1: 0 });
  });

  it('are refused for a size beyond 32 bits', async () => {
    const record = bookRecord(1, [{ bid: 1n, bidSize: 3_000_000_000 }]);
    expect((await decode(record)).refusal?.code).toBe('SIZE_OUT_OF_RANGE');
  });

  it('do not mind an undefined price of the update itself', async () => {
    const record = bookRecord(1, [level(0)], { action: 'R', price: UNDEF_PRICE, size: 0 });
    expect((await decode(record)).refusal).toBeUndefined();
  });
});

describe('books of stocks', () => {
  it('become stocks.quotes.v1 of the best level, deeper ones counted', async () => {
    const bid = 502_000_000_000n;
    const levels = [{ bid, bidSize: 200 }, { bid: bid - 1n, bidSize: 1 }, { ask: bid }];
    const { row, dataset, droppedLevels } = await decode(bookRecord(10, levels), NASDAQ);
    expect(dataset).toBe('stocks.quotes.v1');
    expect(droppedLevels).toBe(2);
    expect(row).toEqual({
      ts_event_ns: NOON,
      ts_recv_ns: NOON + 1000n,
      source: 'XNAS.ITCH',
      symbol: 'ESU4',
      bid_px: 502,
      ask_px: null,
      bid_sz: 200,
      ask_sz: 0,
      bid_exch: null,
      ask_exch: null,
      seq: 7n,
    });
  });

  it('read a price of 0 as an absent side, and refuse one below', async () => {
    const zero = await decode(bookRecord(1, [{ bid: 0n, bidSize: 5 }]), NASDAQ);
    expect(zero.row).toMatchObject({ bid_px: null, bid_sz: 0 });
    const below = await decode(bookRecord(1, [{ ask: -1n, askSize: 5 }]), NASDAQ);
    expect(below.refusal?.code).toBe('PRICE_OUT_OF_RANGE');
  });
});
