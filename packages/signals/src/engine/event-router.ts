import { NO_PRICE } from '../book/no-price.js';
import type { EngineConfig } from '../config/engine-config.js';
import type { EventSink } from '../events/event-sink.js';
import { isOffExchange } from '../market/off-exchange.js';
import { printFlags } from '../market/print-flags.js';
import type { SessionNs } from '../session/engine-session.js';
import type { EngineParts } from './engine-parts.js';
import { spotOf } from './spot-of.js';

/** Hands each event to the parts that it says something to. */
export function createEventRouter(config: EngineConfig, parts: EngineParts): EventSink {
  const { quotes, tape, dealers, proxy } = parts;
  const isOwn = config.underlying.kind === 'futures';

  return {
    futuresTrade(atNs, _symbol, ticks, size, aggressor) {
      if (proxy === undefined) {
        return;
      }
      const side = proxy.aggressors.aggressorOf(atNs, ticks, aggressor);
      proxy.book.print(atNs, ticks, size, side);
      proxy.tape.print(atNs, ticks, size, side);
      if (isOwn) {
        tape.print(atNs, ticks * proxy.tickNanos, size, 0, false);
      }
    },
    stockTrade(atNs, _symbol, nanos, size, exchange, conditions) {
      tape.print(atNs, nanos, size, printFlags(conditions), isOffExchange(exchange));
    },
    greeks(atNs, optionSymbol, _delta, gamma, volatility, _openInterest, snapshotId) {
      dealers.greeks(atNs, optionSymbol, gamma, volatility, snapshotId);
    },
    optionTrade(
      atNs: SessionNs,
      optionSymbol,
      expDate,
      strikeNanos,
      right,
      _nanos,
      size,
      aggressor,
      bidNanos,
      askNanos,
    ) {
      const spotNanos = spotOf(config, parts, atNs)?.nanos ?? Number.NaN;
      dealers.trade(
        atNs,
        optionSymbol,
        expDate,
        strikeNanos,
        right,
        size,
        aggressor,
        bidNanos,
        askNanos,
        spotNanos,
      );
    },
    book(atNs, _symbol, bidTicks, bidSizes, askTicks, askSizes, depth, isSnapshot) {
      if (proxy === undefined) {
        return;
      }
      const bid = bidSizes[0] > 0 ? bidTicks[0] : NO_PRICE;
      const ask = askSizes[0] > 0 ? askTicks[0] : NO_PRICE;
      proxy.aggressors.quote(atNs, bid, ask);
      proxy.ownQuotes?.book(atNs, bid, ask);
      proxy.book.update(atNs, bidTicks, bidSizes, askTicks, askSizes, depth, isSnapshot);
    },
    stockQuote(atNs, _symbol, bidNanos, askNanos) {
      quotes.quote(atNs, bidNanos, askNanos);
    },
  };
}
