import { BOOK_LEVELS, createBookLevels, type BookLevels } from '../../book-row.js';
import { createOrderBook, type OrderBook } from './order-book.js';

/** A snapshot being read: the book at one instant, one record an order. */
export interface SnapshotRun {
  /** Latest among its records. */
  tsEvent: bigint;
  tsRecv: bigint;
  sequence: number;
  /** Its last record, copied, and that record's number. */
  bytes: Uint8Array;
  record: number;
}

/** One instrument's book on its way through a file. */
export interface MboInstrument {
  readonly book: OrderBook;
  /**
   * Whether the book is known: since a clear or a whole snapshot. Before that orders rest in it that
   * nobody told of, and a row would state a book that never was.
   */
  known: boolean;
  snapshot: SnapshotRun | undefined;
  /** Whether an event has begun that no record has ended yet. */
  inEvent: boolean;
  /** Levels of the last row; undefined before the first. */
  shown: BookLevels | undefined;
}

export function createMboInstrument(known: boolean): MboInstrument {
  return { book: createOrderBook(), known, snapshot: undefined, inEvent: false, shown: undefined };
}

/** Remembers the levels as shown. False: they are as they were. */
export function noteShown(instrument: MboInstrument, levels: BookLevels): boolean {
  const { shown } = instrument;
  if (shown !== undefined && sameLevels(shown, levels)) {
    return false;
  }
  const copy = shown ?? createBookLevels();
  for (let level = 0; level < BOOK_LEVELS; level += 1) {
    copy.bidPrices[level] = levels.bidPrices[level];
    copy.bidSizes[level] = levels.bidSizes[level];
    copy.askPrices[level] = levels.askPrices[level];
    copy.askSizes[level] = levels.askSizes[level];
  }
  instrument.shown = copy;
  return true;
}

function sameLevels(a: BookLevels, b: BookLevels): boolean {
  for (let level = 0; level < BOOK_LEVELS; level += 1) {
    if (
      a.bidPrices[level] !== b.bidPrices[level] ||
      a.askPrices[level] !== b.askPrices[level] ||
      a.bidSizes[level] !== b.bidSizes[level] ||
      a.askSizes[level] !== b.askSizes[level]
    ) {
      return false;
    }
  }
  return true;
}
