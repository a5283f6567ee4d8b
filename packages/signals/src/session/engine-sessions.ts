import type { EngineSession } from './engine-session.js';

/** The sessions that an engine's configuration asks for. Disjoint and in order; there may be gaps. */
export interface EngineSessions {
  /** The session in whose `[startNs, endNs)` an instant lies. */
  sessionAt(tsNs: bigint): EngineSession | undefined;
  /** The first session that begins at or after an instant, or the one after a session. */
  next(after: EngineSession | bigint): EngineSession;
  /** The `count` sessions before one, oldest first; fewer where the calendar begins. */
  previous(session: EngineSession, count: number): readonly EngineSession[];
}
