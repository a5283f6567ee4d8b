import {
  addDays,
  exchangeCalendar,
  marketSegment,
  zonedTimeNs,
  zonedTimeOf,
  type Session,
} from '@assay/calendar';
import type { EngineConfig } from '../config/engine-config.js';
import { SignalsError } from '../errors.js';
import type { EngineSession } from './engine-session.js';
import type { EngineSessions } from './engine-sessions.js';

const ZONE = 'America/New_York';
/** Futures change their trading date at 18:00 New York. */
const EVENING = '18:00';
const PREMARKET_START = '04:00';
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/**
 * Sessions of the exchange calendars: of the futures, from 18:00 to 18:00 New York, whenever a proxy feeds the
 * engine; else the stock exchange's day, 04:00 to 20:00 (17:00 on half days). Regular hours are those of the
 * stock exchange for a stock, of the product for futures; on a day without them they are empty. Its methods
 * throw `CalendarError` `OUT_OF_RANGE` beyond what the calendars know. Throws `BAD_CONFIG`.
 */
export function exchangeSessions(config: EngineConfig): EngineSessions {
  const { sessionStart, sessionEnd, proxy, underlying } = config;
  const isFuturesDay = proxy !== null;
  const isEveningStart = isFuturesDay && sessionStart !== null && sessionStart >= EVENING;
  const isEveningEnd = isEveningStart && sessionEnd !== null && sessionEnd > sessionStart;
  checkTimes(config, isEveningStart, isEveningEnd);
  const calendar = exchangeCalendar(isFuturesDay ? 'cme-es' : 'us-equities');
  const regularCalendar = exchangeCalendar(
    underlying.kind === 'futures' ? 'cme-es' : 'us-equities',
  );

  /** The configured regular hours of a date, else those of the exchange; undefined where it has none. */
  function regularHours({ date }: Session): Bounds | undefined {
    const regular = regularCalendar.session(date);
    const market = regular === undefined ? undefined : marketSegment(regular);
    const startNs =
      sessionStart === null ? market?.startNs : place(date, sessionStart, isEveningStart);
    const endNs = sessionEnd === null ? market?.endNs : place(date, sessionEnd, isEveningEnd);
    return startNs === undefined || endNs === undefined || endNs <= startNs
      ? undefined
      : { startNs, endNs, hasPremarket: startNs === market?.startNs };
  }

  function engineSession(session: Session): EngineSession {
    const { date } = session;
    const startNs = isFuturesDay ? place(date, EVENING, true) : session.startNs;
    const endNs = isFuturesDay ? place(date, EVENING, false) : session.endNs;
    const regular = regularHours(session);
    return {
      date,
      startNs,
      endNs,
      regularStartNs: regular?.startNs ?? endNs,
      regularEndNs: regular?.endNs ?? endNs,
      premarketStartNs:
        regular?.hasPremarket === true ? place(date, PREMARKET_START, false) : undefined,
    };
  }

  /** The date of the session that an instant would be in. */
  function dateAt(tsNs: bigint): string {
    const { date } = zonedTimeOf(tsNs, ZONE);
    const isEvening = isFuturesDay && tsNs >= place(date, EVENING, false);
    return isEvening ? addDays(date, 1) : date;
  }

  return {
    sessionAt(tsNs) {
      const found = calendar.session(dateAt(tsNs));
      const session = found === undefined ? undefined : engineSession(found);
      const isInside = session !== undefined && session.startNs <= tsNs && tsNs < session.endNs;
      return isInside ? session : undefined;
    },
    next(after) {
      if (typeof after !== 'bigint') {
        return engineSession(calendar.nextSession(after.date));
      }
      const date = dateAt(after);
      const found = calendar.session(date);
      const session = found === undefined ? undefined : engineSession(found);
      return session !== undefined && session.startNs >= after
        ? session
        : engineSession(calendar.nextSession(date));
    },
    previous({ date }, count) {
      const before = addDays(date, -1);
      return before < calendar.from || count === 0
        ? []
        : calendar.sessions(calendar.from, before).slice(-count).map(engineSession);
    },
  };
}

interface Bounds {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly hasPremarket: boolean;
}

function place(date: string, time: string, isEveningBefore: boolean): bigint {
  return zonedTimeNs(isEveningBefore ? addDays(date, -1) : date, time, ZONE);
}

function checkTimes(
  { sessionStart, sessionEnd, proxy }: EngineConfig,
  isEveningStart: boolean,
  isEveningEnd: boolean,
): void {
  const [first, last] = proxy === null ? [PREMARKET_START, '20:00'] : ['00:00', EVENING];
  const isInside = (time: string): boolean => time >= first && time <= last;
  if (
    sessionStart !== null &&
    !(TIME.test(sessionStart) && (isEveningStart || isInside(sessionStart)))
  ) {
    throw bad('sessionStart', `HH:MM from ${first} to ${last}`, sessionStart);
  }
  if (sessionEnd !== null && !(TIME.test(sessionEnd) && (isEveningEnd || isInside(sessionEnd)))) {
    throw bad('sessionEnd', `HH:MM from ${first} to ${last}`, sessionEnd);
  }
  const isSameDay = isEveningStart === isEveningEnd;
  if (sessionStart !== null && sessionEnd !== null && isSameDay && sessionEnd <= sessionStart) {
    throw bad('sessionEnd', `a time after sessionStart (${sessionStart})`, sessionEnd);
  }
}

function bad(field: string, expected: string, was: string): SignalsError {
  return new SignalsError('BAD_CONFIG', `${field}: expected ${expected}, was "${was}"`);
}
