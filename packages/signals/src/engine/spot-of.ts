import type { EngineConfig } from '../config/engine-config.js';
import type { Ratio } from '../market/ratio-tracker.js';
import { spotAt, type Spot } from '../market/spot.js';
import type { SessionNs } from '../session/engine-session.js';
import type { EngineParts } from './engine-parts.js';

/** Without a proxy nothing is ever converted. */
const NO_RATIO: Ratio = { value: 1, isApproximate: false };

/**
 * The price of the underlying at an instant. The proxy's book is that of the last instant of its updates that is over by
 * then, between two ticks too; the ratio is that of the last tick.
 */
export function spotOf(
  { underlying, parameters }: EngineConfig,
  { quotes, tape, proxy }: EngineParts,
  atNs: SessionNs,
): Spot | undefined {
  const midTicks = proxy?.book.midTicks(atNs);
  return spotAt(atNs, {
    tape,
    quotes: underlying.kind === 'stock' ? quotes : undefined,
    bookMidNanos:
      midTicks === undefined || proxy === undefined ? undefined : midTicks * proxy.tickNanos,
    ratio: proxy?.ratio.current() ?? NO_RATIO,
    tradeStaleNs: parameters.tradeStaleSeconds * 1e9,
  });
}
