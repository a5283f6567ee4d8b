import type { BookLevels } from '../../book-row.js';
import { createBookSide } from './book-side.js';

/** An order's name: a number where that is exact. */
export type OrderId = number | bigint;

/** What rests in the book under one id. */
export interface Order {
  readonly isBid: boolean;
  readonly price: number;
  readonly size: number;
}

/** Something in the stream that contradicts the book, counted by its sentence in the report. */
export type BookProblem =
  | 'adds of orders that the book has already: taken as changes of them'
  | 'changes of orders that the book does not have: taken as new orders'
  | 'cancels of orders that the book does not have: left out'
  | 'cancels of more than is left of the order: all of it taken away';

/**
 * The book of one instrument, order by order. It knows sizes only, no queues: the priority that a
 * change may cost an order shows in no column. Each change gives the problem it met, if any.
 */
export interface OrderBook {
  add(id: OrderId, order: Order): BookProblem | undefined;
  /** Sets an order's price and size (and side). */
  modify(id: OrderId, order: Order): BookProblem | undefined;
  /** Takes `size` away from an order. */
  cancel(id: OrderId, size: number): BookProblem | undefined;
  clear(): void;
  /** The ten best levels a side. */
  show(levels: BookLevels): void;
}

export function createOrderBook(): OrderBook {
  const orders = new Map<OrderId, Order>();
  const bids = createBookSide(true);
  const asks = createBookSide(false);

  function change({ isBid, price }: Order, delta: number): void {
    (isBid ? bids : asks).change(price, delta);
  }

  /** Puts the order in the place of the one it replaces. */
  function put(id: OrderId, order: Order, known: Order | undefined): void {
    if (known !== undefined) {
      change(known, -known.size);
    }
    change(order, order.size);
    orders.set(id, order);
  }

  return {
    add(id, order) {
      const known = orders.get(id);
      put(id, order, known);
      return known === undefined
        ? undefined
        : 'adds of orders that the book has already: taken as changes of them';
    },
    modify(id, order) {
      const known = orders.get(id);
      put(id, order, known);
      return known === undefined
        ? 'changes of orders that the book does not have: taken as new orders'
        : undefined;
    },
    cancel(id, size) {
      const known = orders.get(id);
      if (known === undefined) {
        return 'cancels of orders that the book does not have: left out';
      }
      if (size < known.size) {
        put(id, { ...known, size: known.size - size }, known);
        return undefined;
      }
      change(known, -known.size);
      orders.delete(id);
      return size === known.size
        ? undefined
        : 'cancels of more than is left of the order: all of it taken away';
    },
    clear() {
      orders.clear();
      bids.clear();
      asks.clear();
    },
    show(levels) {
      bids.show(levels.bidPrices, levels.bidSizes);
      asks.show(levels.askPrices, levels.askSizes);
    },
  };
}
