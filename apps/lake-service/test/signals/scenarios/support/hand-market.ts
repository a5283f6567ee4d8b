import type { AnyRow } from '@assay/schemas';
import { START_NS, SYMBOL, TICK_POINTS, type FuturesRows } from './scenario-engine.js';

const LEVELS_SHOWN = 10;
/** Prices a side: some stand behind those that are shown. */
const LEVELS = 16;

/** A print of an order: price in points, contracts. */
type Print = readonly [price: number, size: number];

/**
 * An ES market by hand: nothing happens but what a scenario says, and the book that stands is told once a second. Times are
 * seconds since `START_NS`, ascending.
 */
export class HandMarket {
  private readonly sizes = { bid: new Map<number, number>(), ask: new Map<number, number>() };
  private readonly trades: AnyRow[] = [];
  private readonly books: AnyRow[] = [];
  private sequence = 0n;
  private toldAt = -1;

  /** So many contracts rest at each of the best prices of a side. */
  constructor(bestBid: number, bestAsk: number, size: number) {
    for (let level = 0; level < LEVELS; level += 1) {
      this.sizes.bid.set(bestBid - level * TICK_POINTS, size);
      this.sizes.ask.set(bestAsk + level * TICK_POINTS, size);
    }
  }

  /** What rests at prices becomes so much; 0: nothing. One change of the book. */
  set(at: number, side: 'bid' | 'ask', ...changes: readonly Print[]): void {
    this.passTo(at);
    for (const [price, size] of changes) {
      this.rest(side, price, size);
    }
    this.tell(at);
  }

  /** One order that takes what rests at these prices, then the book that it leaves, refilled as said. */
  trade(
    at: number,
    aggressor: 1 | -1,
    prints: readonly Print[],
    refills: readonly Print[] = [],
  ): void {
    this.passTo(at);
    const side = aggressor === 1 ? 'ask' : 'bid';
    for (const [price, size] of prints) {
      this.rest(side, price, (this.sizes[side].get(price) ?? 0) - size);
      this.trades.push({ ...this.stamp(at), price, size, aggressor, exchange: 'XCME' });
    }
    for (const [price, size] of refills) {
      this.rest(side, price, (this.sizes[side].get(price) ?? 0) + size);
    }
    this.tell(at);
  }

  /** Everything that happened, told to the end. */
  rowsUntil(seconds: number): FuturesRows {
    this.passTo(seconds);
    return { trades: this.trades, books: this.books };
  }

  /** The book once a second, as far as nothing told it. */
  private passTo(at: number): void {
    while (this.toldAt + 1 < at) {
      this.tell(this.toldAt + 1);
    }
  }

  private rest(side: 'bid' | 'ask', price: number, size: number): void {
    if (size < 0) {
      throw new Error(`expected contracts at ${price}, was ${size}: take no more than rests there`);
    }
    this.sizes[side].set(price, size);
  }

  private tell(at: number): void {
    const row: Record<string, AnyRow[string]> = {
      ...this.stamp(at),
      is_snapshot: false,
      depth: null,
    };
    for (const side of ['bid', 'ask'] as const) {
      const away = side === 'bid' ? -1 : 1;
      const shown = [...this.sizes[side]]
        .filter(([, size]) => size > 0)
        .sort(([one], [other]) => away * (one - other));
      for (let level = 0; level < LEVELS_SHOWN; level += 1) {
        const [price, size] = shown[level] ?? [null, 0];
        row[`${side}_px_${level + 1}`] = price;
        row[`${side}_sz_${level + 1}`] = size;
      }
    }
    this.books.push(row);
    this.toldAt = at;
  }

  private stamp(at: number) {
    const tsEventNs = START_NS + BigInt(Math.round(at * 1e9));
    this.sequence += 1n;
    return {
      ts_event_ns: tsEventNs,
      ts_recv_ns: tsEventNs + 200_000n,
      source: 'GLBX.MDP3',
      symbol: SYMBOL,
      seq: this.sequence,
    };
  }
}
