import {
  futuresMbp10,
  futuresTrades,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
  type LevelSignal,
} from '@assay/schemas';
import { printFlags } from '../../../src/market/print-flags.js';
import { tradingWindows } from '../../../src/market/trading-windows.js';
import type { EngineConfig } from '../../../src/config/engine-config.js';
import { isUsable, naiveReduced } from '../../events/support/naive-intake.js';
import { naiveMid, naiveZone } from '../../book/support/naive-book.js';
import type { BookEvent, BookRow, Levels } from '../../book/support/book-events.js';
import { naiveTape } from '../../market/support/naive-tape.js';
import type { Delivery } from '../../support/deliveries.js';
import { MINUTE } from './generated-market.js';

const GRID_NS = 250_000_000;
const TICK_NANOS = 250_000_000;

interface Event {
  readonly atNs: number;
  readonly dataset: string;
  readonly row: AnyRow;
}

/** The usable events, each once, in total order: by the rules of the contracts, in loops. */
export function naiveEvents(deliveries: readonly Delivery[], config: EngineConfig): Event[] {
  const wanted = deliveries.filter(({ dataset, row }) => {
    const value = row[dataset.partition.column];
    const price = row['price'];
    const isOdd =
      dataset === futuresTrades &&
      (Number.isNaN(price) || Number(price) % 0.25 !== 0 || row['size'] === 0);
    return (value === 'SPY' || value === 'ESZ5') && !isOdd;
  });
  return naiveReduced(wanted)
    .filter((each) => isUsable(each, config.latenessMs, config.earlinessMs))
    .map(({ dataset, row }) => ({
      atNs: Number((row['ts_event_ns'] as bigint) - MINUTE.startNs),
      dataset: dataset.id,
      row,
    }));
}

const nanos = (price: unknown): number => Math.round(Number(price) * 1e9);
const ticks = (price: unknown): number => Math.round(Number(price) * 4);

/** What the engine should say of the market at an instant, from all events up to it, at a ratio of 10. */
export class NaiveMarket {
  private readonly config: EngineConfig;
  private readonly tNs: number;
  private readonly events: readonly Event[];
  private readonly prints: readonly { atNs: number; ticks: number; size: number; side: 1 | -1 }[];
  private readonly bookHistory: readonly BookEvent[];

  constructor(config: EngineConfig, events: readonly Event[], tNs: number) {
    this.config = config;
    this.tNs = tNs;
    this.events = events.filter(({ atNs }) => atNs <= tNs);
    this.prints = this.sidedPrints();
    this.bookHistory = this.books();
  }

  tape() {
    const prints = this.of(stocksTrades.id).map(({ atNs, row }) => ({
      atNs,
      nanos: nanos(row['price']),
      size: Number(row['size']),
      flags: printFlags(row['conditions'] as string | null),
      isOffExchange: row['exchange'] === 4,
    }));
    return naiveTape(prints, this.tNs, tradingWindows(MINUTE), []);
  }

  /** Nano-units; undefined where nothing says a price. */
  spot(): number | undefined {
    const { quoteStaleSeconds, tradeStaleSeconds } = this.config.parameters;
    const quotes = this.of(stocksQuotes.id).filter(
      ({ row }) => row['bid_px'] !== null && nanos(row['bid_px']) <= nanos(row['ask_px']),
    );
    const quote = quotes.at(-1);
    if (quote !== undefined && this.tNs - quote.atNs <= quoteStaleSeconds * 1e9) {
      return Math.floor((nanos(quote.row['bid_px']) + nanos(quote.row['ask_px']) + 1) / 2);
    }
    const trades = this.of(stocksTrades.id).filter(
      ({ row }) => (printFlags(row['conditions'] as string | null) & 1) === 0,
    );
    const trade = trades.at(-1);
    if (trade !== undefined && this.tNs - trade.atNs <= tradeStaleSeconds * 1e9) {
      return nanos(trade.row['price']);
    }
    const mid = naiveMid(this.bookHistory, { staleNs: this.staleNs });
    return mid === undefined ? undefined : Math.round((mid * TICK_NANOS) / 10);
  }

  zone(levelNanos: number, direction: string) {
    return naiveZone(
      this.bookHistory,
      direction === 'SUPPORT' ? 'bid' : 'ask',
      Math.round((levelNanos * 10) / TICK_NANOS),
      {
        gridNs: GRID_NS,
        windowNs: this.config.parameters.barrierWindowSeconds * 1e9,
        staleNs: this.staleNs,
        reachTicks: this.config.parameters.barrierZoneTicks,
      },
    );
  }

  /** Null before the first print. */
  volumes(levelNanos: number): { readonly buy: bigint; readonly sell: bigint } | null {
    const { tapeBand, tapeWindowSeconds } = this.config.parameters;
    const isNear = (price: number): boolean =>
      Math.abs(price * TICK_NANOS - levelNanos * 10) <= tapeBand * 10 * 1e9;
    const near = this.prints.filter(
      (print) => print.atNs > this.tNs - tapeWindowSeconds * 1e9 && isNear(print.ticks),
    );
    const sum = (side: number): bigint =>
      near.reduce((total, print) => total + BigInt(print.side === side ? print.size : 0), 0n);
    return this.of(futuresTrades.id).length === 0 ? null : { buy: sum(1), sell: sum(-1) };
  }

  private get staleNs(): number {
    return this.config.parameters.bookStaleSeconds * 1e9;
  }

  private of(dataset: string): readonly Event[] {
    return this.events.filter((event) => event.dataset === dataset);
  }

  /** Prints of which someone knows the side: given, else by the mid before, else by the last change of price. */
  private sidedPrints(): { atNs: number; ticks: number; size: number; side: 1 | -1 }[] {
    const trades = this.of(futuresTrades.id);
    return trades.flatMap(({ atNs, row }, index) => {
      const side = Number(row['aggressor']) || this.bySign(trades, index);
      return side === 1 || side === -1
        ? [{ atNs, ticks: ticks(row['price']), size: Number(row['size']), side }]
        : [];
    });
  }

  private bySign(trades: readonly Event[], index: number): number {
    const { atNs, row } = trades[index];
    const before = this.of(futuresMbp10.id)
      .filter((book) => book.atNs < atNs)
      .at(-1);
    if (before !== undefined && atNs - before.atNs <= this.staleNs) {
      const { bids, asks } = bookRow(before);
      const [bid, ask] = [bids.at(0), asks.at(0)];
      const isThere = bid !== undefined && bid !== null && ask !== undefined && ask !== null;
      const hasMid = isThere && bid[1] > 0 && ask[1] > 0 && bid[0] <= ask[0];
      const sign = hasMid ? Math.sign(2 * ticks(row['price']) - bid[0] - ask[0]) : 0;
      if (sign !== 0) return sign;
    }
    for (let at = index; at > 0; at -= 1) {
      const change = ticks(trades[at].row['price']) - ticks(trades[at - 1].row['price']);
      if (change !== 0) return Math.sign(change);
    }
    return 0;
  }

  /** Prints and books as the book's own oracle has them, with this instant's tick. */
  private books(): BookEvent[] {
    const history: BookEvent[] = this.events
      .filter(({ dataset }) => dataset === futuresMbp10.id)
      .map(bookRow);
    const all = [...history, ...this.prints.map((print) => ({ kind: 'print' as const, ...print }))];
    const rank = ({ kind }: BookEvent): number => (kind === 'print' ? 0 : 1);
    all.sort((one, other) => one.atNs - other.atNs || rank(one) - rank(other));
    return [...all, { kind: 'tick', atNs: this.tNs }];
  }
}

function bookRow({ atNs, row }: Event): BookRow {
  const side = (name: 'bid' | 'ask'): Levels =>
    Array.from({ length: 10 }, (_, index) => {
      const price = row[`${name}_px_${index + 1}`];
      return price === null
        ? null
        : ([ticks(price), Number(row[`${name}_sz_${index + 1}`])] as const);
    });
  return {
    kind: 'book',
    atNs,
    bids: side('bid'),
    asks: side('ask'),
    depth: Number(row['depth'] ?? 10),
    isSnapshot: row['is_snapshot'] === true,
  };
}

/** EWMA over a level's own rows; a level that was away for more than a minute begins anew. */
export function naiveSmooth(rows: readonly LevelSignal[], tauSeconds: number): number[] {
  let smooth = 0;
  return rows.map((row, index) => {
    const raw = row.break_score_raw;
    const passedNs = index === 0 ? Infinity : Number(row.ts_event_ns - rows[index - 1].ts_event_ns);
    const weight = passedNs > 30e9 * tauSeconds ? 1 : 1 - Math.exp(-passedNs / (tauSeconds * 1e9));
    smooth += weight * (raw - smooth);
    return smooth;
  });
}
