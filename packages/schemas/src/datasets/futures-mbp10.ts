import { flag, float64, int32, int8, nullable, type Column } from '../column.js';
import { defineDataset, type RowOf } from '../dataset.js';
import { seq, source, symbol, tsEventNs, tsRecvNs } from './common.js';

/** Price levels a book row holds on each side, best first. */
export const BOOK_LEVELS = 10;

type Level = '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '10';
type BookColumn =
  | Column<`bid_px_${Level}` | `ask_px_${Level}`, number, true>
  | Column<`bid_sz_${Level}` | `ask_sz_${Level}`, number, false>;

const LEVELS: readonly Level[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];

function prices(side: 'bid' | 'ask'): BookColumn[] {
  return LEVELS.map((level) =>
    nullable(
      float64(`${side}_px_${level}`, `${side} price of level ${level}, NULL when empty`, {
        zeroIsAbsentWith: `${side}_sz_${level}`,
      }),
    ),
  );
}

function sizes(side: 'bid' | 'ask'): BookColumn[] {
  return LEVELS.map((level) =>
    int32(`${side}_sz_${level}`, `contracts ${side} at level ${level}`, { min: 0 }),
  );
}

/**
 * The forty book columns: bid prices of levels 1 to 10, bid sizes, ask prices, ask sizes. `event_id`
 * is made of them in this order.
 */
export const bookColumns: readonly BookColumn[] = [
  ...prices('bid'),
  ...sizes('bid'),
  ...prices('ask'),
  ...sizes('ask'),
];

export const futuresMbp10 = defineDataset({
  id: 'futures.mbp10.v1',
  describe: 'Order books of futures, ten price levels a side, one row an update.',
  tier: 'bronze',
  subject: 'market.futures.mbp10',
  partition: { column: 'symbol', hourly: true },
  columns: [
    tsEventNs,
    tsRecvNs,
    source,
    symbol,
    flag('is_snapshot', 'the row sets the book instead of updating it'),
    seq,
    ...bookColumns,
    nullable(int8('depth', 'levels the source carries a side; NULL = 10', { min: 1 })),
  ],
  key: [
    'source',
    'ts_event_ns',
    'symbol',
    'seq',
    'is_snapshot',
    ...bookColumns.map((column) => column.name),
  ],
  crossOrder: 5,
  rowGroupRows: 245_760,
  recognition: { present: ['levels'] },
  repeated: {
    field: 'levels',
    length: BOOK_LEVELS,
    members: ['bid_px', 'bid_sz', 'ask_px', 'ask_sz'],
  },
});

/** One row of `futures.mbp10.v1`. */
export type FuturesBook = RowOf<typeof futuresMbp10>;
