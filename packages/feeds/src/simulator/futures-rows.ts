import type { FuturesBook, FuturesTrade } from '@assay/schemas';
import type { Book, BookSide } from './book.js';
import { TICK_POINTS } from './fair-price.js';

const SHOWN = 10;

/** When and where a message of the exchange happened. */
export interface FuturesStamp {
  readonly tsEventNs: bigint;
  readonly tsRecvNs: bigint;
  readonly symbol: string;
  readonly sequence: bigint;
}

const SOURCE = 'GLBX.MDP3';

/** A print. The matching engine names the aggressor of every print. */
export function tradeRow(
  stamp: FuturesStamp,
  fill: { readonly ticks: number; readonly size: number },
  aggressor: number,
): FuturesTrade {
  return {
    ts_event_ns: stamp.tsEventNs,
    ts_recv_ns: stamp.tsRecvNs,
    source: SOURCE,
    symbol: stamp.symbol,
    price: fill.ticks * TICK_POINTS,
    size: fill.size,
    aggressor,
    exchange: 'XCME',
    seq: stamp.sequence,
  };
}

type Prices = (number | null)[];

// Filled anew for every row: the row copies out of them.
const bidPrices: Prices = Array.from({ length: SHOWN }, () => null);
const askPrices: Prices = Array.from({ length: SHOWN }, () => null);
const bidSizes: number[] = Array.from({ length: SHOWN }, () => 0);
const askSizes: number[] = Array.from({ length: SHOWN }, () => 0);

/** The ten best prices of a side that hold any size; what is absent is NULL price and size 0. */
function showSide(side: BookSide, prices: Prices, sizes: number[]): void {
  let shown = 0;
  for (let level = 0; level < side.sizes.length && shown < SHOWN; level += 1) {
    if (side.sizes[level] > 0) {
      prices[shown] = (side.best + side.away * level) * TICK_POINTS;
      sizes[shown] = side.sizes[level];
      shown += 1;
    }
  }
  for (; shown < SHOWN; shown += 1) {
    prices[shown] = null;
    sizes[shown] = 0;
  }
}

/** The book as it stands. Written out column by column: this row is nine tenths of all events. */
export function bookRow(stamp: FuturesStamp, book: Book, isSnapshot: boolean): FuturesBook {
  showSide(book.bid, bidPrices, bidSizes);
  showSide(book.ask, askPrices, askSizes);
  return {
    ts_event_ns: stamp.tsEventNs,
    ts_recv_ns: stamp.tsRecvNs,
    source: SOURCE,
    symbol: stamp.symbol,
    is_snapshot: isSnapshot,
    seq: stamp.sequence,
    bid_px_1: bidPrices[0],
    bid_sz_1: bidSizes[0],
    ask_px_1: askPrices[0],
    ask_sz_1: askSizes[0],
    bid_px_2: bidPrices[1],
    bid_sz_2: bidSizes[1],
    ask_px_2: askPrices[1],
    ask_sz_2: askSizes[1],
    bid_px_3: bidPrices[2],
    bid_sz_3: bidSizes[2],
    ask_px_3: askPrices[2],
    ask_sz_3: askSizes[2],
    bid_px_4: bidPrices[3],
    bid_sz_4: bidSizes[3],
    ask_px_4: askPrices[3],
    ask_sz_4: askSizes[3],
    bid_px_5: bidPrices[4],
    bid_sz_5: bidSizes[4],
    ask_px_5: askPrices[4],
    ask_sz_5: askSizes[4],
    bid_px_6: bidPrices[5],
    bid_sz_6: bidSizes[5],
    ask_px_6: askPrices[5],
    ask_sz_6: askSizes[5],
    bid_px_7: bidPrices[6],
    bid_sz_7: bidSizes[6],
    ask_px_7: askPrices[6],
    ask_sz_7: askSizes[6],
    bid_px_8: bidPrices[7],
    bid_sz_8: bidSizes[7],
    ask_px_8: askPrices[7],
    ask_sz_8: askSizes[7],
    bid_px_9: bidPrices[8],
    bid_sz_9: bidSizes[8],
    ask_px_9: askPrices[8],
    ask_sz_9: askSizes[8],
    bid_px_10: bidPrices[9],
    bid_sz_10: bidSizes[9],
    ask_px_10: askPrices[9],
    ask_sz_10: askSizes[9],
    depth: null,
  };
}
