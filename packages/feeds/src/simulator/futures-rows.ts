import type { FuturesBook, FuturesTrade } from '@assay/schemas';
import { BOOK_LEVELS, bookRow as layOutBookRow, createBookLevels } from '../book-row.js';
import type { Book, BookSide } from './book.js';
import { TICK_POINTS } from './fair-price.js';

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

const levels = createBookLevels();

/** The ten best prices of a side that hold any size; what is absent is NULL price and size 0. */
function showSide(side: BookSide, prices: (number | null)[], sizes: number[]): void {
  let shown = 0;
  for (let level = 0; level < side.sizes.length && shown < BOOK_LEVELS; level += 1) {
    if (side.sizes[level] > 0) {
      prices[shown] = (side.best + side.away * level) * TICK_POINTS;
      sizes[shown] = side.sizes[level];
      shown += 1;
    }
  }
  for (; shown < BOOK_LEVELS; shown += 1) {
    prices[shown] = null;
    sizes[shown] = 0;
  }
}

/** The book as it stands. */
export function bookRow(stamp: FuturesStamp, book: Book, isSnapshot: boolean): FuturesBook {
  showSide(book.bid, levels.bidPrices, levels.bidSizes);
  showSide(book.ask, levels.askPrices, levels.askSizes);
  const head = {
    tsEventNs: stamp.tsEventNs,
    tsRecvNs: stamp.tsRecvNs,
    source: SOURCE,
    symbol: stamp.symbol,
    isSnapshot,
    seq: stamp.sequence,
    depth: null,
  };
  return layOutBookRow(head, levels);
}
