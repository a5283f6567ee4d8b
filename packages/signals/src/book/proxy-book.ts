import { BOOK_LEVELS } from '@assay/schemas';
import type { LevelParameters } from '../config/level-parameters.js';
import { SignalsError } from '../errors.js';
import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { SideFlows } from './side-flows.js';
import type { BookSideName, ZoneFlows } from './zone-flows.js';

const SECOND_NS = 1_000_000_000;

/** What of the proxy's events made no flow. Restored with the state, kept over sessions. */
export interface BookCounts {
  /** Instants whose book is crossed (bid above ask). */
  crossed: number;
  /** Instants whose book lists nothing on either side. */
  empty: number;
  /** Instants that set the book: the first, snapshots, and those after a silence. */
  set: number;
  /** Books whose prices are not strictly better to worse, or whose sizes are below 0. */
  unordered: number;
  /** Books and prints of an instant that was over. */
  backwards: number;
  /** Prints of which no one knows who crossed the spread. */
  sideless: number;
}

const COUNTS = ['crossed', 'empty', 'set', 'unordered', 'backwards', 'sideless'] as const;

type BookParameters = Pick<
  LevelParameters,
  'barrierWindowSeconds' | 'barrierZoneTicks' | 'bookStaleSeconds'
>;

/**
 * The proxy's book, and what happened to it: per price and side what was added, canceled and filled
 * over the window (docs/signals/barrier.md).
 *
 * All books of one instant are one: a venue writes a row for the print and for each price that it
 * took, all at the same nanosecond, and only the last of them is what the prints explain. So an
 * instant is counted when a later event, or a tick, shows that it is over.
 */
export class ProxyBook implements Stateful {
  readonly counts: BookCounts = {
    crossed: 0,
    empty: 0,
    set: 0,
    unordered: 0,
    backwards: 0,
    sideless: 0,
  };
  private readonly gridNs: number;
  private readonly windowNs: number;
  private readonly staleNs: number;
  private readonly reachTicks: number;
  private readonly bids = new SideFlows(-1);
  private readonly asks = new SideFlows(1);
  /** Events before this are of an instant that is over. */
  private openNs: SessionNs = Number.NEGATIVE_INFINITY;
  private tickNs: SessionNs = Number.NEGATIVE_INFINITY;
  /** The instant of the book; -∞ where none is known. */
  private bookNs: SessionNs = Number.NEGATIVE_INFINITY;
  private bookIsCrossed = false;
  /** Whether a book of `comingNs` waits for its instant to be over. */
  private isComing = false;
  private comingNs: SessionNs = 0;
  private comingIsSnapshot = false;
  private midNs: SessionNs = Number.NEGATIVE_INFINITY;
  private mid = 0;

  constructor(parameters: BookParameters, gridNs: number) {
    this.gridNs = gridNs;
    this.windowNs = parameters.barrierWindowSeconds * SECOND_NS;
    this.staleNs = parameters.bookStaleSeconds * SECOND_NS;
    this.reachTicks = parameters.barrierZoneTicks;
  }

  /**
   * A print of the proxy. Which book it belongs to is a matter of its instant alone.
   *
   * @param side 1 took the ask, -1 hit the bid; 0, not known, is volume against neither
   */
  print(atNs: SessionNs, ticks: number, size: number, side: 1 | -1 | 0): void {
    if (!this.reach(atNs)) {
      return;
    }
    if (side === 0) {
      this.counts.sideless += 1;
    } else if (atNs - this.bookNs <= this.staleNs) {
      // Without a book before it, or with one too old, nothing will be compared.
      (side === 1 ? this.asks : this.bids).print(ticks, size);
    }
  }

  /**
   * The book after an update. Arrays are best price first and stay the caller's; an absent level has
   * `NO_PRICE`. A price that is listed with size 0 is known to be empty.
   *
   * @param depth levels that the source carries, at most 10: beyond them nothing is known
   */
  update(
    atNs: SessionNs,
    bidTicks: Int32Array,
    bidSizes: Int32Array,
    askTicks: Int32Array,
    askSizes: Int32Array,
    depth: number,
    isSnapshot: boolean,
  ): void {
    if (!this.reach(atNs)) {
      return;
    }
    const levels = Math.min(depth, BOOK_LEVELS);
    if (
      !this.bids.offer(bidTicks, bidSizes, levels) ||
      !this.asks.offer(askTicks, askSizes, levels)
    ) {
      this.counts.unordered += 1;
      return;
    }
    this.bids.accept();
    this.asks.accept();
    this.comingIsSnapshot = isSnapshot || (this.isComing && this.comingIsSnapshot);
    this.isComing = true;
    this.comingNs = atNs;
  }

  /**
   * A tick: all events up to it are in. Flows of `(…, tNs − window]` are forgotten. What is asked
   * next is answered as of this instant. Throws `BAD_CALL` for one before the last event or tick.
   */
  advanceTo(tNs: SessionNs): void {
    if (tNs + 1 < this.openNs || (this.isComing && this.comingNs > tNs)) {
      throw new SignalsError(
        'BAD_CALL',
        `proxy book: expected a tick from ${this.openNs} on, was ${tNs}: push in order, then advance`,
      );
    }
    this.settle();
    this.tickNs = tNs;
    // The instant of the tick is over: one more event of it would have been seen by some ticks only.
    this.openNs = tNs + 1;
    const lastBucket = Math.floor((tNs - this.windowNs) / this.gridNs);
    this.bids.forget(lastBucket);
    this.asks.forget(lastBucket);
  }

  /** What happened around a price, as of the last tick. */
  zone(side: BookSideName, centreTicks: number): ZoneFlows {
    // No book is infinitely old, and so is that of a session without ticks.
    const isStale = !(this.tickNs - this.bookNs <= this.staleNs);
    return (side === 'bid' ? this.bids : this.asks).zone(centreTicks, this.reachTicks, isStale);
  }

  /**
   * Mid of the latest book that has both sides and is not crossed, of the instants that are known to
   * be over; in ticks: a whole number of halves, exact. Undefined where that book is too old.
   */
  midTicks(tNs: SessionNs): number | undefined {
    return tNs - this.midNs <= this.staleNs ? this.mid : undefined;
  }

  /** A session begins: no book, no flows. */
  reset(): void {
    this.bids.reset();
    this.asks.reset();
    this.openNs = Number.NEGATIVE_INFINITY;
    this.tickNs = Number.NEGATIVE_INFINITY;
    this.bookNs = Number.NEGATIVE_INFINITY;
    this.midNs = Number.NEGATIVE_INFINITY;
    this.isComing = false;
    this.comingIsSnapshot = false;
    this.bookIsCrossed = false;
  }

  save(writer: StateWriter): void {
    for (const name of COUNTS) {
      writer.number(this.counts[name]);
    }
    for (const instant of [this.openNs, this.tickNs, this.bookNs, this.comingNs, this.midNs]) {
      writer.number(instant);
    }
    writer.number(this.mid);
    writer.flag(this.bookIsCrossed);
    writer.flag(this.isComing);
    writer.flag(this.comingIsSnapshot);
    this.bids.save(writer);
    this.asks.save(writer);
  }

  load(reader: StateReader): void {
    for (const name of COUNTS) {
      this.counts[name] = reader.number();
    }
    this.openNs = reader.number();
    this.tickNs = reader.number();
    this.bookNs = reader.number();
    this.comingNs = reader.number();
    this.midNs = reader.number();
    this.mid = reader.number();
    this.bookIsCrossed = reader.flag();
    this.isComing = reader.flag();
    this.comingIsSnapshot = reader.flag();
    this.bids.load(reader);
    this.asks.load(reader);
  }

  /** Whether an event of this instant may still come; ends the one before it. */
  private reach(atNs: SessionNs): boolean {
    if (atNs < this.openNs) {
      this.counts.backwards += 1;
      return false;
    }
    this.openNs = atNs;
    if (this.isComing && atNs > this.comingNs) {
      this.settle();
    }
    return true;
  }

  /** The instant of the book to come is over: counts what happened since the book before it. */
  private settle(): void {
    if (!this.isComing) {
      return;
    }
    this.isComing = false;
    const { bids, asks, comingNs } = this;
    const bid = bids.comingBest;
    const ask = asks.comingBest;
    const isEmpty = bids.comingIsEmpty && asks.comingIsEmpty;
    const isCrossed = bid !== undefined && ask !== undefined && bid > ask;
    this.counts.crossed += isCrossed ? 1 : 0;
    this.counts.empty += isEmpty ? 1 : 0;
    const follows = !this.comingIsSnapshot && comingNs - this.bookNs <= this.staleNs;
    if (!follows) {
      this.counts.set += 1;
    } else if (!isEmpty && !isCrossed && !this.bookIsCrossed) {
      const bucket = Math.ceil(comingNs / this.gridNs);
      bids.count(bucket);
      asks.count(bucket);
    }
    bids.turn();
    asks.turn();
    if (isEmpty) {
      // No market is so empty on both sides: the feed says that it knows no book.
      bids.clearBook();
      asks.clearBook();
    }
    this.comingIsSnapshot = false;
    this.bookIsCrossed = isCrossed;
    this.bookNs = isEmpty ? Number.NEGATIVE_INFINITY : comingNs;
    if (bid !== undefined && ask !== undefined && !isCrossed) {
      this.mid = (bid + ask) / 2;
      this.midNs = comingNs;
    }
  }
}
