import { BOOK_LEVELS } from '../../book-row.js';

/** The total size that rests at each price of one side of a book. */
export interface BookSide {
  /** Adds to the size at a price; a level whose size is gone is gone. */
  change(price: number, delta: number): void;
  /** Writes the ten best levels, best first; an absent one is price null and size 0. */
  show(prices: (number | null)[], sizes: number[]): void;
  clear(): void;
}

/**
 * Levels lie in one array sorted from worst to best: nearly all changes are near the best price, at
 * the end, where little has to move.
 */
export function createBookSide(isBid: boolean): BookSide {
  // Price times direction, so that better is always greater.
  const direction = isBid ? 1 : -1;
  const ranks: number[] = [];
  const totals: number[] = [];

  /** The first place whose rank is not below `rank`. */
  function placeOf(rank: number): number {
    let low = 0;
    let high = ranks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ranks[middle] < rank) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  return {
    change(price, delta) {
      const rank = price * direction;
      const place = placeOf(rank);
      if (place === ranks.length || ranks[place] !== rank) {
        if (delta !== 0) {
          ranks.splice(place, 0, rank);
          totals.splice(place, 0, delta);
        }
        return;
      }
      totals[place] += delta;
      if (totals[place] === 0) {
        ranks.splice(place, 1);
        totals.splice(place, 1);
      }
    },
    show(prices, sizes) {
      for (let level = 0; level < BOOK_LEVELS; level += 1) {
        const place = ranks.length - 1 - level;
        prices[level] = place < 0 ? null : ranks[place] * direction;
        sizes[level] = place < 0 ? 0 : totals[place];
      }
    },
    clear() {
      ranks.length = 0;
      totals.length = 0;
    },
  };
}
