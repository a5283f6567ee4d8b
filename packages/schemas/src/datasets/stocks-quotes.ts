import { float64, int16, int32, nullable } from '../column.js';
import { defineDataset, type RowOf } from '../dataset.js';
import { seq, source, symbol, tsEventNs, tsRecvNs } from './common.js';

export const stocksQuotes = defineDataset({
  id: 'stocks.quotes.v1',
  describe: 'Best bid and offer of stocks and funds. An absent side is NULL price and 0 size.',
  tier: 'bronze',
  subject: 'market.stocks.quotes',
  partition: { column: 'symbol', hourly: true },
  columns: [
    tsEventNs,
    tsRecvNs,
    source,
    symbol,
    nullable(float64('bid_px', 'best bid, in dollars', { above: 0, zeroIsAbsent: true })),
    nullable(float64('ask_px', 'best offer, in dollars', { above: 0, zeroIsAbsent: true })),
    int32('bid_sz', 'shares bid', { min: 0 }),
    int32('ask_sz', 'shares offered', { min: 0 }),
    nullable(int16('bid_exch', "the bid's participant code")),
    nullable(int16('ask_exch', "the offer's participant code")),
    seq,
  ],
  key: ['source', 'ts_event_ns', 'symbol', 'bid_px', 'ask_px', 'bid_sz', 'ask_sz', 'seq'],
  crossOrder: 6,
  recognition: { present: ['bid_px', 'ask_px'], absent: ['levels', 'option_symbol'] },
});

/** One row of `stocks.quotes.v1`. */
export type StockQuote = RowOf<typeof stocksQuotes>;
