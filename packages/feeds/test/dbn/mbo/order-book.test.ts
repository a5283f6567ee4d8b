import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBookLevels } from '../../../src/book-row.js';
import { createOrderBook } from '../../../src/dbn/mbo/order-book.js';
import { NaiveBook, type NaiveLevels, type RawOrder } from './naive-book.js';

/** Few ids and prices, so that orders meet; negative prices, as spreads have. */
const change = fc.record({
  action: fc.constantFrom('A', 'A', 'A', 'M', 'C', 'C', 'R'),
  id: fc.bigInt({ min: 1n, max: 40n }),
  side: fc.constantFrom('A', 'B'),
  price: fc.integer({ min: -12, max: 12 }),
  size: fc.integer({ min: 1, max: 5 }),
});

function apply(
  book: ReturnType<typeof createOrderBook>,
  record: Omit<RawOrder, keyof typeof REST>,
) {
  const { action, id, side, price, size } = record;
  const order = { isBid: side === 'B', price, size };
  switch (action) {
    case 'A':
      return book.add(id, order);
    case 'M':
      return book.modify(id, order);
    case 'C':
      return book.cancel(id, size);
    default:
      return book.clear();
  }
}

const REST = { tsEvent: 0n, tsRecv: 0n, flags: 0, sequence: 0 };

function shownBy(book: ReturnType<typeof createOrderBook>): NaiveLevels {
  const levels = createBookLevels();
  book.show(levels);
  const side = (prices: readonly (number | null)[], sizes: readonly number[]) =>
    prices.flatMap((price, index) => (price === null ? [] : [[price, sizes[index]] as const]));
  return {
    bids: side(levels.bidPrices, levels.bidSizes),
    asks: side(levels.askPrices, levels.askSizes),
  };
}

describe('createOrderBook', () => {
  it('shows what counting every order anew shows, after each change', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
        const book = createOrderBook();
        const naive = new NaiveBook();
        for (const each of changes) {
          const record = { ...each, price: each.price / 4 };
          apply(book, record);
          naive.apply({ ...REST, ...record });
          expect(shownBy(book)).toEqual(naive.recount(10));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never shows a price of minus zero', () => {
    const book = createOrderBook();
    book.add(1, { isBid: false, price: 0, size: 1 });
    book.add(2, { isBid: true, price: 0, size: 1 });
    const { bids, asks } = shownBy(book);
    expect([bids[0][0], asks[0][0]].map((price) => Object.is(price, 0))).toEqual([true, true]);
  });
});
