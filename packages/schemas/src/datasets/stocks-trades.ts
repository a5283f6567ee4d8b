import { float64, int16, int32, nullable } from '../column.js';
import { defineDataset, type RowOf } from '../dataset.js';
import { conditions, seq, source, symbol, tsEventNs, tsRecvNs } from './common.js';

export const stocksTrades = defineDataset({
  id: 'stocks.trades.v1',
  describe: 'Prints of stocks and funds.',
  tier: 'bronze',
  subject: 'market.stocks.trades',
  partition: { column: 'symbol', hourly: true },
  columns: [
    tsEventNs,
    tsRecvNs,
    source,
    symbol,
    float64('price', 'price of the print, in dollars', { above: 0 }),
    int32('size', 'shares', { min: 1 }),
    nullable(int16('exchange', "the venue's participant code")),
    seq,
    conditions,
  ],
  key: ['source', 'ts_event_ns', 'symbol', 'price', 'size', 'exchange', 'seq'],
  crossOrder: 2,
  recognition: {
    present: ['symbol', 'price', 'size'],
    absent: ['option_symbol', 'aggressor', 'levels'],
  },
});

/** One row of `stocks.trades.v1`. */
export type StockTrade = RowOf<typeof stocksTrades>;
