import { CalendarError } from '@assay/calendar';
import type { EngineSession, EngineSessions } from '@assay/signals';

/** Sessions of an engine, without errors where the calendar knows none. */
export interface KnownSessions {
  /** The session of an instant; undefined between sessions, and beyond the calendar. */
  sessionAt(tsNs: bigint): EngineSession | undefined;
  /** The session of an instant, else the next one; undefined beyond the calendar. */
  atOrAfter(tsNs: bigint): EngineSession | undefined;
}

const NS_PER_HOUR = 3_600_000_000_000n;

/**
 * @param onUnknown told of each question that the calendar has no answer to, in its words, which name its ends;
 *   of undefined with the next answer
 */
export function knownSessions(
  sessions: Pick<EngineSessions, 'sessionAt' | 'next'>,
  onUnknown: (words: string | undefined) => void,
): KnownSessions {
  /** The hour that was asked for last, where it is unknown: rows come in thousands of one hour. */
  let unknown: { readonly hour: bigint; readonly words: string } | undefined;

  function ask(tsNs: bigint, answer: () => EngineSession | undefined): EngineSession | undefined {
    const hour = tsNs / NS_PER_HOUR;
    if (unknown?.hour === hour) {
      onUnknown(unknown.words);
      return undefined;
    }
    try {
      const session = answer();
      if (unknown !== undefined) {
        unknown = undefined;
        onUnknown(undefined);
      }
      return session;
    } catch (error) {
      if (error instanceof CalendarError && error.code === 'OUT_OF_RANGE') {
        unknown = { hour, words: error.message };
        onUnknown(error.message);
        return undefined;
      }
      throw error;
    }
  }

  return {
    sessionAt: (tsNs) => ask(tsNs, () => sessions.sessionAt(tsNs)),
    atOrAfter: (tsNs) => ask(tsNs, () => sessions.sessionAt(tsNs) ?? sessions.next(tsNs)),
  };
}
