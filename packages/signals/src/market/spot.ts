import type { SessionNs } from '../session/engine-session.js';
import type { Ratio } from './ratio-tracker.js';
import type { UnderlyingQuotes } from './underlying-quotes.js';
import type { UnderlyingTape } from './underlying-tape.js';

/** The price of the underlying, and what says it. */
export interface Spot {
  readonly nanos: number;
  readonly from: 'quote' | 'trade' | 'proxy book' | 'own book';
}

/** What spot is made of at a tick. */
export interface SpotSources {
  readonly tape: UnderlyingTape;
  /** Of a stock; undefined for futures, whose quotes are their book. */
  readonly quotes: UnderlyingQuotes | undefined;
  /** Mid of the proxy's uncrossed book, at most 5 s old, in nano-units of the proxy's price. */
  readonly bookMidNanos: number | undefined;
  readonly ratio: Ratio;
  /** Age at which a stock's last trade no longer is its price. */
  readonly tradeStaleNs: number;
}

/**
 * The rule of 5-signals. A stock: the mid of its latest uncrossed quote, at most 5 s old; else its last eligible
 * trade, at most 60 s old; else the mid of the proxy's book ÷ ratio; else none. Futures: the mid of their own
 * uncrossed book, at most 5 s old; else their last trade.
 */
export function spotAt(tNs: SessionNs, sources: SpotSources): Spot | undefined {
  const { tape, quotes, bookMidNanos, ratio, tradeStaleNs } = sources;
  const last = tape.lastTrade();
  if (quotes === undefined) {
    if (bookMidNanos !== undefined) {
      return { nanos: bookMidNanos, from: 'own book' };
    }
    return last === undefined ? undefined : { nanos: last.nanos, from: 'trade' };
  }
  const mid = quotes.midAt(tNs);
  if (mid !== undefined) {
    return { nanos: mid, from: 'quote' };
  }
  if (last !== undefined && tNs - last.atNs <= tradeStaleNs) {
    return { nanos: last.nanos, from: 'trade' };
  }
  return bookMidNanos === undefined
    ? undefined
    : { nanos: Math.round(bookMidNanos / ratio.value), from: 'proxy book' };
}
