import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import {
  bestKey,
  clearBookSide,
  createBookSide,
  END_KEY,
  loadBookSide,
  readBookSide,
  saveBookSide,
} from './book-side.js';
import { FlowWindow, type Flows } from './flow-window.js';
import { PrintedVolume } from './printed-volume.js';
import type { ZoneFlows } from './zone-flows.js';

/** One side of the proxy's book: as it stands, as it is about to be, and its flows by price. */
export class SideFlows implements Stateful {
  /** 1 for asks, -1 for bids: what makes a key of ticks. */
  private readonly sign: 1 | -1;
  private readonly window = new FlowWindow();
  private readonly printed = new PrintedVolume();
  private readonly sums: Flows = { added: 0, canceled: 0, filled: 0 };
  /** The book of the instant before, of the instant that is going on, and one being read. */
  private book = createBookSide();
  private coming = createBookSide();
  private read = createBookSide();

  constructor(sign: 1 | -1) {
    this.sign = sign;
  }

  /** The best price of the book to come, in ticks; undefined for none. */
  get comingBest(): number | undefined {
    const key = bestKey(this.coming);
    return key === END_KEY ? undefined : key * this.sign;
  }

  /** Whether the book to come lists no price. */
  get comingIsEmpty(): boolean {
    return this.coming.listed === 0;
  }

  print(ticks: number, size: number): void {
    this.printed.add(ticks * this.sign, size);
  }

  /** Reads a side; false where it is none. Nothing follows from it until `accept`. */
  offer(ticks: Int32Array, sizes: Int32Array, depth: number): boolean {
    return readBookSide(this.read, this.sign, ticks, sizes, depth);
  }

  /** What was offered last is the book to come. */
  accept(): void {
    const spare = this.coming;
    this.coming = this.read;
    this.read = spare;
  }

  /** Counts what happened between the book and the one to come, at prices that both of them show. */
  count(bucket: number): void {
    const { book, coming, printed, window } = this;
    const { keys: bookKeys, sizes: bookSizes } = book;
    const { keys: comingKeys, sizes: comingSizes } = coming;
    const { keys: printedKeys, volumes } = printed;
    const limit = Math.min(book.limit, coming.limit);
    let was = 0;
    let is = 0;
    let traded = 0;
    for (;;) {
      const wasKey = bookKeys[was];
      const isKey = comingKeys[is];
      const tradedKey = printedKeys[traded];
      let key = wasKey < isKey ? wasKey : isKey;
      key = tradedKey < key ? tradedKey : key;
      if (key > limit) {
        return;
      }
      let change = 0;
      let volume = 0;
      if (isKey === key) {
        change = comingSizes[is];
        is += 1;
      }
      if (wasKey === key) {
        change -= bookSizes[was];
        was += 1;
      }
      if (tradedKey === key) {
        volume = volumes[traded];
        traded += 1;
      }
      if (change !== 0 || volume !== 0) {
        const net = change + volume;
        window.add(bucket, key, net > 0 ? net : 0, net < 0 ? -net : 0, volume);
      }
    }
  }

  /** The book to come is the book; prints before it are explained or never will be. */
  turn(): void {
    const spare = this.book;
    this.book = this.coming;
    this.coming = spare;
    this.printed.clear();
  }

  /** No book is known. */
  clearBook(): void {
    clearBookSide(this.book);
  }

  forget(lastBucket: number): void {
    this.window.forget(lastBucket);
  }

  /** Flows and depth of the prices within `reach` ticks of the centre. */
  zone(centreTicks: number, reach: number, isStale: boolean): ZoneFlows {
    const low = centreTicks * this.sign - reach;
    const high = low + 2 * reach;
    const { sums } = this;
    sums.added = 0;
    sums.canceled = 0;
    sums.filled = 0;
    this.window.sumInto(sums, low, high);
    const { keys, sizes, listed, limit } = this.book;
    let depth = 0;
    for (let level = 0; level < listed; level += 1) {
      depth += keys[level] >= low && keys[level] <= high ? sizes[level] : 0;
    }
    const zonePrices = high - low + 1;
    const visiblePrices = Math.max(0, Math.min(high, limit) - low + 1);
    return {
      added: sums.added,
      canceled: sums.canceled,
      filled: sums.filled,
      depth,
      visiblePrices,
      zonePrices,
      isUnknown: isStale || visiblePrices * 4 < zonePrices,
    };
  }

  reset(): void {
    this.window.clear();
    this.printed.clear();
    clearBookSide(this.book);
    clearBookSide(this.coming);
  }

  save(writer: StateWriter): void {
    saveBookSide(writer, this.book);
    saveBookSide(writer, this.coming);
    this.printed.save(writer);
    this.window.save(writer);
  }

  load(reader: StateReader): void {
    loadBookSide(reader, this.book);
    loadBookSide(reader, this.coming);
    this.printed.load(reader);
    this.window.load(reader);
  }
}
