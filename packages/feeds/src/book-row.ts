import type { AnyRow, FuturesBook } from '@assay/schemas';

/** Levels a side of a `futures.mbp10.v1` row. */
export const BOOK_LEVELS = 10;

/**
 * The visible levels of a book, best first: always ten a side, an absent one is price null and size
 * 0. Filled anew for every row, which copies out of them.
 */
export interface BookLevels {
  readonly bidPrices: (number | null)[];
  readonly bidSizes: number[];
  readonly askPrices: (number | null)[];
  readonly askSizes: number[];
}

export function createBookLevels(): BookLevels {
  return {
    bidPrices: new Array<number | null>(BOOK_LEVELS).fill(null),
    bidSizes: new Array<number>(BOOK_LEVELS).fill(0),
    askPrices: new Array<number | null>(BOOK_LEVELS).fill(null),
    askSizes: new Array<number>(BOOK_LEVELS).fill(0),
  };
}

/** What a book row says beside its levels. */
export interface BookHead {
  readonly tsEventNs: bigint;
  readonly tsRecvNs: bigint;
  readonly source: string;
  readonly symbol: string;
  readonly isSnapshot: boolean;
  readonly seq: bigint | null;
  /** How many levels the source carries; null is ten. */
  readonly depth: number | null;
}

/** The head of a row that a file may leave incomplete, and that is refused then. */
export interface PartialBookHead extends Omit<BookHead, 'tsEventNs' | 'tsRecvNs' | 'symbol'> {
  readonly tsEventNs: bigint | null;
  readonly tsRecvNs: bigint | null;
  readonly symbol: string | null;
}

/**
 * A row of `futures.mbp10.v1`. One literal, column by column: assigning its columns by name takes
 * three times as long, and this row is nine tenths of all events.
 */
export function bookRow(head: BookHead, levels: BookLevels): FuturesBook;
export function bookRow(head: PartialBookHead, levels: BookLevels): AnyRow;
export function bookRow(head: PartialBookHead, levels: BookLevels): AnyRow {
  const { bidPrices, bidSizes, askPrices, askSizes } = levels;
  return {
    ts_event_ns: head.tsEventNs,
    ts_recv_ns: head.tsRecvNs,
    source: head.source,
    symbol: head.symbol,
    is_snapshot: head.isSnapshot,
    seq: head.seq,
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
    depth: head.depth,
  };
}
