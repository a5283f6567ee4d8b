/** What rests in a book, told by every order of it: slow, and too plain to be wrong the same way. */
interface NaiveOrder {
  readonly side: string;
  readonly price: number;
  readonly size: number;
}

export interface NaiveLevels {
  readonly bids: readonly (readonly [price: number, size: number])[];
  readonly asks: readonly (readonly [price: number, size: number])[];
}

/** An order record, read without the code under test. */
export interface RawOrder {
  readonly tsEvent: bigint;
  readonly tsRecv: bigint;
  readonly id: bigint;
  readonly price: number;
  readonly size: number;
  readonly flags: number;
  readonly action: string;
  readonly side: string;
  readonly sequence: number;
}

export const LAST = 128;
export const SNAPSHOT = 32;

/** Applies records one by one: orders in a map, and the total at each price in another. */
export class NaiveBook {
  private readonly orders = new Map<bigint, NaiveOrder>();
  private readonly bids = new Map<number, number>();
  private readonly asks = new Map<number, number>();

  apply({ action, id, side, price, size }: RawOrder): void {
    const known = this.orders.get(id);
    if (action === 'A' || action === 'M') {
      this.set(id, known, { side, price, size });
    } else if (action === 'C' && known !== undefined) {
      this.set(id, known, { ...known, size: Math.max(known.size - size, 0) });
    } else if (action === 'R') {
      this.orders.clear();
      this.bids.clear();
      this.asks.clear();
    }
  }

  /** The best levels, by the totals. */
  top(levels: number): NaiveLevels {
    return { bids: best(this.bids, -1, levels), asks: best(this.asks, 1, levels) };
  }

  /** The best levels, counted anew from every order. */
  recount(levels: number): NaiveLevels {
    const bids = new Map<number, number>();
    const asks = new Map<number, number>();
    for (const order of this.orders.values()) {
      add(order.side === 'B' ? bids : asks, order.price, order.size);
    }
    return { bids: best(bids, -1, levels), asks: best(asks, 1, levels) };
  }

  private set(id: bigint, before: NaiveOrder | undefined, after: NaiveOrder): void {
    if (before !== undefined) {
      add(before.side === 'B' ? this.bids : this.asks, before.price, -before.size);
    }
    add(after.side === 'B' ? this.bids : this.asks, after.price, after.size);
    if (after.size === 0) {
      this.orders.delete(id);
    } else {
      this.orders.set(id, after);
    }
  }
}

function add(totals: Map<number, number>, price: number, size: number): void {
  const total = (totals.get(price) ?? 0) + size;
  if (total === 0) {
    totals.delete(price);
  } else {
    totals.set(price, total);
  }
}

/** Looks at every price and keeps the best so far, in order. */
function best(totals: Map<number, number>, direction: number, levels: number) {
  const found: [number, number][] = [];
  for (const [price, size] of totals) {
    const isBetter = found.length < levels || (price - found[levels - 1][0]) * direction < 0;
    if (isBetter) {
      let place = found.length;
      while (place > 0 && (price - found[place - 1][0]) * direction < 0) {
        place -= 1;
      }
      found.splice(place, 0, [price, size]);
      found.length = Math.min(found.length, levels);
    }
  }
  return found;
}

/** The order records of a DBN 1 file's content. */
export function rawOrders(content: Buffer): RawOrder[] {
  const orders: RawOrder[] = [];
  for (let at = 8 + content.readUInt32LE(4); at < content.length; at += content[at] * 4) {
    orders.push({
      tsEvent: content.readBigUInt64LE(at + 8),
      id: content.readBigUInt64LE(at + 16),
      price: Number(content.readBigInt64LE(at + 24)) / 1e9,
      size: content.readUInt32LE(at + 32),
      flags: content[at + 36],
      action: String.fromCharCode(content[at + 38]),
      side: String.fromCharCode(content[at + 39]),
      tsRecv: content.readBigUInt64LE(at + 40),
      sequence: content.readUInt32LE(at + 52),
    });
  }
  return orders;
}
