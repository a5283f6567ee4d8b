import { dateOfDay } from '@assay/schemas';
import type { EngineSession } from './engine-session.js';
import type { EngineSessions } from './engine-sessions.js';

const NS_PER_DAY = 86_400_000_000_000n;

/** Every UTC day is a session, open all day, without a premarket: for markets that never close. */
export function alwaysSessions(): EngineSessions {
  return {
    sessionAt: (tsNs) => sessionOfDay(dayAt(tsNs)),
    next(after) {
      if (typeof after !== 'bigint') {
        return sessionOfDay(dayAt(after.startNs) + 1);
      }
      const day = dayAt(after);
      return sessionOfDay(BigInt(day) * NS_PER_DAY === after ? day : day + 1);
    },
    previous({ startNs }, count) {
      const day = dayAt(startNs);
      return Array.from({ length: count }, (_, index) => sessionOfDay(day - count + index));
    },
  };
}

/** The day number of an instant, since 1970. */
function dayAt(tsNs: bigint): number {
  return Number(tsNs / NS_PER_DAY);
}

function sessionOfDay(day: number): EngineSession {
  const startNs = BigInt(day) * NS_PER_DAY;
  const endNs = startNs + NS_PER_DAY;
  return {
    date: dateOfDay(day),
    startNs,
    endNs,
    regularStartNs: startNs,
    regularEndNs: endNs,
    premarketStartNs: undefined,
  };
}
