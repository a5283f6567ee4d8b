import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';

const NONE = -1;

/**
 * The latest quote of a stock that has both sides and is not crossed. A locked quote (bid = ask) is one; a
 * crossed or one-sided quote says no price and leaves the one before it, until that is too old.
 */
export class UnderlyingQuotes implements Stateful {
  private readonly staleNs: number;
  private atNs: SessionNs = NONE;
  private bidNanos = 0;
  private askNanos = 0;

  constructor({ quoteStaleSeconds }: { readonly quoteStaleSeconds: number }) {
    this.staleNs = Math.round(quoteStaleSeconds * 1e9);
  }

  /** A session begins. */
  reset(): void {
    this.atNs = NONE;
    this.bidNanos = 0;
    this.askNanos = 0;
  }

  /** Takes a quote in; an absent side is NaN. Quotes come in total order. */
  quote(atNs: SessionNs, bidNanos: number, askNanos: number): void {
    if (bidNanos > 0 && askNanos >= bidNanos) {
      this.atNs = atNs;
      this.bidNanos = bidNanos;
      this.askNanos = askNanos;
    }
  }

  /** (bid + ask) / 2 in whole nano-units, half up; undefined where the quote is too old. */
  midAt(tNs: SessionNs): number | undefined {
    return this.isFresh(tNs) ? Math.floor((this.bidNanos + this.askNanos + 1) / 2) : undefined;
  }

  /** The sides of the quote that `midAt` is of. */
  bidAt(tNs: SessionNs): number | undefined {
    return this.isFresh(tNs) ? this.bidNanos : undefined;
  }

  askAt(tNs: SessionNs): number | undefined {
    return this.isFresh(tNs) ? this.askNanos : undefined;
  }

  save(writer: StateWriter): void {
    writer.number(this.atNs);
    writer.number(this.bidNanos);
    writer.number(this.askNanos);
  }

  load(reader: StateReader): void {
    this.atNs = reader.number();
    this.bidNanos = reader.number();
    this.askNanos = reader.number();
  }

  private isFresh(tNs: SessionNs): boolean {
    return this.atNs !== NONE && tNs - this.atNs <= this.staleNs;
  }
}
