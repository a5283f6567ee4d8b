import { float64, int32, int8, nullable, text } from '../column.js';
import { defineDataset, type RowOf } from '../dataset.js';
import { seq, source, symbol, tsEventNs, tsRecvNs } from './common.js';

/** ES and MES as root, outright (`ESZ5`, `ESH2024`) or continuous (`ES.c.0`); also `ESZ5-ESH6`. */
const FUTURES_SYMBOL =
  /^M?ES(?:[FGHJKMNQUVXZ]\d{1,4}(?:-M?ES[FGHJKMNQUVXZ]\d{1,4})?|\.[a-z]\.\d+)?$/;

export const futuresTrades = defineDataset({
  id: 'futures.trades.v1',
  describe: 'Prints of futures. Spreads may trade at and below 0.',
  tier: 'bronze',
  subject: 'market.futures.trades',
  partition: { column: 'symbol', hourly: true },
  columns: [
    tsEventNs,
    tsRecvNs,
    source,
    symbol,
    float64('price', 'price of the print, in points'),
    int32('size', 'contracts', { min: 1 }),
    int8('aggressor', '+1 buyer, -1 seller, 0 unknown', { oneOf: [-1, 0, 1] }),
    nullable(text('exchange', 'the venue, e.g. XCME')),
    seq,
  ],
  key: ['source', 'ts_event_ns', 'symbol', 'price', 'size', 'exchange', 'seq'],
  crossOrder: 1,
  recognition: {
    present: ['symbol', 'price', 'size'],
    absent: ['levels'],
    partitionPattern: FUTURES_SYMBOL,
  },
});

/** One row of `futures.trades.v1`. */
export type FuturesTrade = RowOf<typeof futuresTrades>;
