import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';

/**
 * Highest less lowest price of the prints in `(T − window, T]`. Each side keeps the prints that can still
 * become its extreme, best first: no more than there are different prices, O(1) amortised a print.
 */
export class TrailingRange implements Stateful {
  private readonly windowNs: number;
  private readonly highs = new ExtremeQueue((next, kept) => next >= kept);
  private readonly lows = new ExtremeQueue((next, kept) => next <= kept);

  constructor(windowNs: number) {
    this.windowNs = windowNs;
  }

  reset(): void {
    this.highs.reset();
    this.lows.reset();
  }

  /** A print; prints come in order of time. */
  print(atNs: SessionNs, nanos: number): void {
    this.highs.push(atNs, nanos);
    this.lows.push(atNs, nanos);
  }

  /** Nano-units; null without a print in the window. Instants only go forward. */
  rangeAt(tNs: SessionNs): number | null {
    this.highs.forget(tNs - this.windowNs);
    this.lows.forget(tNs - this.windowNs);
    const high = this.highs.best;
    const low = this.lows.best;
    return high === undefined || low === undefined ? null : high - low;
  }

  save(writer: StateWriter): void {
    this.highs.save(writer);
    this.lows.save(writer);
  }

  load(reader: StateReader): void {
    this.highs.load(reader);
    this.lows.load(reader);
  }
}

/** Entries forgotten at the front before the arrays are cut. */
const CUT_AT = 1_024;

class ExtremeQueue implements Stateful {
  private readonly beats: (next: number, kept: number) => boolean;
  private times: number[] = [];
  private prices: number[] = [];
  private first = 0;

  constructor(beats: (next: number, kept: number) => boolean) {
    this.beats = beats;
  }

  get best(): number | undefined {
    return this.first < this.prices.length ? this.prices[this.first] : undefined;
  }

  reset(): void {
    this.times = [];
    this.prices = [];
    this.first = 0;
  }

  push(atNs: number, nanos: number): void {
    while (this.prices.length > this.first && this.beats(nanos, this.prices.at(-1) ?? nanos)) {
      this.prices.pop();
      this.times.pop();
    }
    this.prices.push(nanos);
    this.times.push(atNs);
  }

  /** Forgets what is at or before an instant. */
  forget(untilNs: number): void {
    while (this.first < this.times.length && this.times[this.first] <= untilNs) {
      this.first += 1;
    }
    if (this.first >= CUT_AT) {
      this.times = this.times.slice(this.first);
      this.prices = this.prices.slice(this.first);
      this.first = 0;
    }
  }

  save(writer: StateWriter): void {
    writer.numbers(this.times.slice(this.first));
    writer.numbers(this.prices.slice(this.first));
  }

  load(reader: StateReader): void {
    this.times = [...reader.numbers()];
    this.prices = [...reader.numbers()];
    this.first = 0;
  }
}
