import { NO_PRICE } from '../book/no-price.js';
import type { UnderlyingQuotes } from '../market/underlying-quotes.js';
import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';

/**
 * Makes the tops of a futures' own books its quotes. All books of one instant are one, the last of them, so that
 * each waits until its instant is over.
 */
export class FuturesQuotes implements Stateful {
  private readonly quotes: UnderlyingQuotes;
  private readonly tickNanos: number;
  private atNs: SessionNs = -1;
  private bidTicks = NO_PRICE;
  private askTicks = NO_PRICE;

  constructor(quotes: UnderlyingQuotes, tickNanos: number) {
    this.quotes = quotes;
    this.tickNanos = tickNanos;
  }

  /** The best prices of a book; `NO_PRICE` where a side has none. */
  book(atNs: SessionNs, bidTicks: number, askTicks: number): void {
    if (atNs !== this.atNs) {
      this.settle();
    }
    this.atNs = atNs;
    this.bidTicks = bidTicks;
    this.askTicks = askTicks;
  }

  /** A tick: the instant of the last book is over. */
  settle(): void {
    if (this.bidTicks !== NO_PRICE && this.askTicks !== NO_PRICE) {
      this.quotes.quote(this.atNs, this.bidTicks * this.tickNanos, this.askTicks * this.tickNanos);
    }
  }

  reset(): void {
    this.atNs = -1;
    this.bidTicks = NO_PRICE;
    this.askTicks = NO_PRICE;
  }

  save(writer: StateWriter): void {
    writer.numbers([this.atNs, this.bidTicks, this.askTicks]);
  }

  load(reader: StateReader): void {
    [this.atNs, this.bidTicks, this.askTicks] = reader.numbers();
  }
}
