import { BOOK_LEVELS } from '@assay/schemas';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import { NO_PRICE } from './no-price.js';

/** After the last key of a side. No price has it. */
export const END_KEY = 2_147_483_647;

/** The limit of a side that shows all there is. */
const NO_LIMIT = END_KEY - 1;

/**
 * One side of one book, best price first. A price's key grows away from the market: ticks for asks,
 * −ticks for bids, so that both sides are read alike.
 */
export interface BookSide {
  /** Ascending; END_KEY after the last. */
  readonly keys: Int32Array;
  readonly sizes: Int32Array;
  listed: number;
  /**
   * The last key whose depth is known. A side with all levels that its source carries ends at its
   * last one; a side with fewer shows all there is. Up to it, what is not listed is 0.
   */
  limit: number;
}

/** A side of which nothing is known. */
export function createBookSide(): BookSide {
  return {
    keys: new Int32Array(BOOK_LEVELS + 1).fill(END_KEY),
    sizes: new Int32Array(BOOK_LEVELS + 1),
    listed: 0,
    limit: NO_PRICE,
  };
}

/** Nothing is known of it any more. */
export function clearBookSide(side: BookSide): void {
  side.keys[0] = END_KEY;
  side.listed = 0;
  side.limit = NO_PRICE;
}

/**
 * Reads the first `depth` levels into `side`. False where they are none: prices that are not
 * strictly better to worse, or sizes below 0; `side` is then spoilt.
 *
 * @param sign 1 for asks, -1 for bids
 */
export function readBookSide(
  side: BookSide,
  sign: 1 | -1,
  ticks: Int32Array,
  sizes: Int32Array,
  depth: number,
): boolean {
  const { keys } = side;
  let listed = 0;
  let last = NO_PRICE;
  for (let level = 0; level < depth; level += 1) {
    const price = ticks[level];
    if (price === NO_PRICE) {
      continue;
    }
    const key = sign * price;
    if (key <= last || key === END_KEY || sizes[level] < 0) {
      return false;
    }
    keys[listed] = key;
    side.sizes[listed] = sizes[level];
    last = key;
    listed += 1;
  }
  keys[listed] = END_KEY;
  side.listed = listed;
  side.limit = depth > 0 && ticks[depth - 1] === NO_PRICE ? NO_LIMIT : last;
  return true;
}

/** The key of the best price that has size; END_KEY for none. */
export function bestKey({ keys, sizes, listed }: BookSide): number {
  for (let level = 0; level < listed; level += 1) {
    if (sizes[level] > 0) {
      return keys[level];
    }
  }
  return END_KEY;
}

export function saveBookSide(writer: StateWriter, side: BookSide): void {
  writer.int32s(side.keys.subarray(0, side.listed));
  writer.int32s(side.sizes.subarray(0, side.listed));
  writer.number(side.limit);
}

export function loadBookSide(reader: StateReader, side: BookSide): void {
  const keys = reader.int32s();
  side.keys.fill(END_KEY).set(keys);
  side.sizes.set(reader.int32s());
  side.listed = keys.length;
  side.limit = reader.number();
}
