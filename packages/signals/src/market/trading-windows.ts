import type { EngineSession, SessionNs } from '../session/engine-session.js';

const OPENING_RANGE_NS = 15 * 60 * 1e9;

/** When the levels of a session run, as offsets from its start; every window is half-open. */
export interface TradingWindows {
  /** PM is `[premarketStart, regularStart)`; undefined: the session has none. */
  readonly premarketStart: SessionNs | undefined;
  /** SESSION and VWAP are `[regularStart, regularEnd)`. */
  readonly regularStart: SessionNs;
  readonly regularEnd: SessionNs;
  /** OR is `[regularStart, openingEnd)`: 15 minutes, or less where the session is shorter. */
  readonly openingEnd: SessionNs;
  /** The session's start modulo 2 minutes: bars begin at even minutes of UTC. */
  readonly barOffset: number;
}

/** Length of a bar of SMA_200 and SMA_400. */
export const BAR_NS = 2 * 60 * 1e9;

/** The windows of a session. */
export function tradingWindows(session: EngineSession): TradingWindows {
  const { startNs, regularStartNs, regularEndNs, premarketStartNs } = session;
  const regularStart = Number(regularStartNs - startNs);
  const regularEnd = Number(regularEndNs - startNs);
  return {
    premarketStart: premarketStartNs === undefined ? undefined : Number(premarketStartNs - startNs),
    regularStart,
    regularEnd,
    openingEnd: Math.min(regularStart + OPENING_RANGE_NS, regularEnd),
    barOffset: Number(startNs % BigInt(BAR_NS)),
  };
}
