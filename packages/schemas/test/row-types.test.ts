import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  defineDataset,
  flag,
  nullable,
  text,
  timeNs,
  type AnyRow,
  type EnrichedOptionTrade,
  type FuturesBook,
  type FuturesTrade,
  type GreeksSnapshot,
  type LevelSignal,
  type OptionTrade,
  type RowOf,
  type StockQuote,
  type StockTrade,
} from '../src/index.js';

/** Checked by the compiler (`tsc -b packages/schemas`), not at run time. */
describe('RowOf', () => {
  it('gives int64 as bigint, narrower integers and doubles as number', () => {
    expectTypeOf<StockTrade>().toEqualTypeOf<{
      ts_event_ns: bigint;
      ts_recv_ns: bigint;
      source: string;
      symbol: string;
      price: number;
      size: number;
      exchange: number | null;
      seq: bigint | null;
      conditions: string | null;
    }>();
  });

  it('gives nullable columns null', () => {
    expectTypeOf<StockQuote['bid_px']>().toEqualTypeOf<number | null>();
    expectTypeOf<StockQuote['bid_sz']>().toEqualTypeOf<number>();
    expectTypeOf<OptionTrade['aggressor']>().toEqualTypeOf<number>();
    expectTypeOf<GreeksSnapshot['open_interest']>().toEqualTypeOf<number | null>();
    expectTypeOf<LevelSignal['tape_sweep_detected']>().toEqualTypeOf<boolean | null>();
    expectTypeOf<FuturesTrade['exchange']>().toEqualTypeOf<string | null>();
  });

  it('has no column that the dataset has not', () => {
    expectTypeOf<GreeksSnapshot>().not.toHaveProperty('ts_recv_ns');
    expectTypeOf<OptionTrade>().not.toHaveProperty('delta');
    expectTypeOf<EnrichedOptionTrade['delta']>().toEqualTypeOf<number | null>();
    expectTypeOf<FuturesBook>().not.toHaveProperty('bid_px_11');
  });

  it('names all forty book columns', () => {
    type BookKeys = Extract<keyof FuturesBook, `${'bid' | 'ask'}_${'px' | 'sz'}_${string}`>;
    type Level = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
    expectTypeOf<BookKeys>().toEqualTypeOf<`${'bid' | 'ask'}_${'px' | 'sz'}_${Level}`>();
    expectTypeOf<FuturesBook['ask_px_10']>().toEqualTypeOf<number | null>();
    expectTypeOf<FuturesBook['bid_sz_1']>().toEqualTypeOf<number>();
  });

  it('follows a declaration made elsewhere', () => {
    const prints = defineDataset({
      id: 'stocks.darkpool_prints.v1',
      describe: 'prints off exchange',
      tier: 'bronze',
      partition: { column: 'symbol', hourly: true },
      columns: [
        timeNs('ts_event_ns', 'when'),
        text('symbol', 'what'),
        nullable(flag('late', 'reported late')),
      ],
      key: ['ts_event_ns', 'symbol'],
      crossOrder: 9,
    });
    expectTypeOf<RowOf<typeof prints>>().toEqualTypeOf<{
      ts_event_ns: bigint;
      symbol: string;
      late: boolean | null;
    }>();
    expectTypeOf<RowOf<typeof prints>>().toExtend<AnyRow>();
    expect(prints.columns.map((column) => column.name)).toEqual(['ts_event_ns', 'symbol', 'late']);
  });
});
