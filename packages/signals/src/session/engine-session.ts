/** One session as the engine counts it. Instants are int64 ns, UTC. */
export interface EngineSession {
  /** `YYYY-MM-DD`: the trading date. */
  readonly date: string;
  /** `[startNs, endNs)`: events and ticks of the session. Offsets inside the engine count from `startNs`. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** When OR, SESSION and VWAP begin (09:30), and when they end (the calendar's close). */
  readonly regularStartNs: bigint;
  readonly regularEndNs: bigint;
  /** When PM begins (04:00); undefined where the session does not begin its regular hours as the exchange does. */
  readonly premarketStartNs: bigint | undefined;
}

/**
 * An instant inside the engine: whole ns since the session's `startNs`. A session is at most some days long, so that
 * this is exact in a float64 (below 2^53); int64 times since 1970 would not be.
 */
export type SessionNs = number;
