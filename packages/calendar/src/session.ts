import type { CalendarName } from './declaration.js';

/** A stretch of a session: before the regular hours, the regular hours, after them. */
export type SegmentName = 'premarket' | 'market' | 'postmarket';

/** `[startNs, endNs)`, int64 ns, UTC. */
export interface SessionSegment {
  readonly name: SegmentName;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** One trading session of an exchange. */
export interface Session {
  readonly calendar: CalendarName;
  /** `YYYY-MM-DD`: the day it ends on; futures open at 18:00 New York of the evening before. */
  readonly date: string;
  /**
   * The trade date that the exchange books it under: `date`, except for a holiday on which futures trade
   * until a halt, which counts for the next session.
   */
  readonly tradeDate: string;
  /** The start of the first segment. */
  readonly startNs: bigint;
  /** The end of the last segment: the first instant that is no longer in the session. */
  readonly endNs: bigint;
  /** In order, disjoint; there may be a pause between two. */
  readonly segments: readonly SessionSegment[];
  /** Whether trading ends before the regular time: a half day, or a holiday's halt. */
  readonly earlyClose: boolean;
}

/** The regular hours of a session; none where it ends before they begin (a Good Friday of futures). */
export function marketSegment(session: Session): SessionSegment | undefined {
  return session.segments.find(({ name }) => name === 'market');
}
