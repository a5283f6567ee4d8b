import { isoOfNs } from '@assay/schemas';
import { buildSessions } from './build-sessions.js';
import { cmeEs } from './calendars/cme-es.js';
import { usEquities } from './calendars/us-equities.js';
import { usIndexOptions } from './calendars/us-index-options.js';
import { addDays, dayNumber } from './civil-date.js';
import type { CalendarDeclaration, CalendarName } from './declaration.js';
import { CalendarError } from './errors.js';
import type { Session, SessionSegment } from './session.js';
import { zonedTimeNs } from './zone.js';

/**
 * The sessions of one exchange. Every method throws `CalendarError`: `BAD_DATE` for a text that is no
 * date, `OUT_OF_RANGE` for what the calendar's source does not cover. It never guesses.
 */
export interface ExchangeCalendar {
  readonly name: CalendarName;
  readonly declaration: CalendarDeclaration;
  /** The first and the last date that can be asked, both included. */
  readonly from: string;
  readonly to: string;
  /** The first instant that can be asked, and the first that no longer can. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** The session of a date; undefined on a weekend or a holiday. */
  session(date: string): Session | undefined;
  /** The sessions of the dates `from` to `to`, both included, in order. */
  sessions(from: string, to: string): readonly Session[];
  /** The first session after a date. */
  nextSession(date: string): Session;
  /** The last session before a date. */
  previousSession(date: string): Session;
  /** The session in whose `[startNs, endNs)` an instant lies, a pause inside it included. */
  sessionOf(tsNs: bigint): Session | undefined;
  /** The segment in which an instant lies; undefined when nothing trades. */
  segmentOf(tsNs: bigint): SessionSegment | undefined;
  /**
   * The trade date that an event of this instant counts for: that of its session, or between two
   * sessions of the one to come, for which orders of the pre-open already wait.
   */
  tradeDate(tsNs: bigint): string;
}

const DECLARATIONS: readonly CalendarDeclaration[] = [usEquities, usIndexOptions, cmeEs];

/** The names of all calendars. */
export const CALENDAR_NAMES: readonly CalendarName[] = DECLARATIONS.map(({ name }) => name);

const made = new Map<CalendarName, ExchangeCalendar>();

/** The calendar of this name, the same object each time. Throws `UNKNOWN_NAME`. */
export function exchangeCalendar(name: CalendarName): ExchangeCalendar {
  const known = made.get(name);
  if (known !== undefined) {
    return known;
  }
  const declaration = DECLARATIONS.find((each) => each.name === name);
  if (declaration === undefined) {
    const expected = CALENDAR_NAMES.join(', ');
    throw new CalendarError('UNKNOWN_NAME', `expected a calendar of ${expected}, was "${name}"`);
  }
  const calendar = createCalendar(declaration);
  made.set(name, calendar);
  return calendar;
}

/** The calendar of a declaration. Throws `BAD_DECLARATION` where it contradicts itself. */
export function createCalendar(declaration: CalendarDeclaration): ExchangeCalendar {
  const { name, from, to, zone, dayStart } = declaration;
  const all = buildSessions(declaration);
  const byDate = new Map(all.map((session) => [session.date, session]));
  const boundary = (date: string): bigint =>
    zonedTimeNs(dayStart.eveningBefore ? addDays(date, -1) : date, dayStart.time, zone);
  const startNs = boundary(from);
  const endNs = boundary(addDays(to, 1));

  function checkDate(date: string): void {
    dayNumber(date);
    if (date < from || date > to) {
      throw new CalendarError(
        'OUT_OF_RANGE',
        `calendar ${name}: expected a date from ${from} to ${to}, was ${date}`,
      );
    }
  }

  function checkInstant(tsNs: bigint): void {
    if (tsNs < startNs || tsNs >= endNs) {
      throw new CalendarError(
        'OUT_OF_RANGE',
        `calendar ${name}: expected an instant from ${isoOfNs(startNs)} to before ` +
          `${isoOfNs(endNs)}, was ${isoOfNs(tsNs)}`,
      );
    }
  }

  function sessionAt(index: number, wanted: string): Session {
    const session = all[index] as Session | undefined;
    if (session === undefined) {
      throw new CalendarError(
        'OUT_OF_RANGE',
        `calendar ${name}: expected a session ${wanted} from ${from} to ${to}, was none`,
      );
    }
    return session;
  }

  /** The session that has not ended by an instant and ends first. */
  function unended(tsNs: bigint): number {
    checkInstant(tsNs);
    return firstIndex(all, (session) => session.endNs > tsNs);
  }

  function sessionOf(tsNs: bigint): Session | undefined {
    const session = all[unended(tsNs)] as Session | undefined;
    return session !== undefined && session.startNs <= tsNs ? session : undefined;
  }

  return {
    name,
    declaration,
    from,
    to,
    startNs,
    endNs,
    session(date) {
      checkDate(date);
      return byDate.get(date);
    },
    sessions(first, last) {
      checkDate(first);
      checkDate(last);
      const start = firstIndex(all, (session) => session.date >= first);
      return all.slice(
        start,
        firstIndex(all, (session) => session.date > last),
      );
    },
    nextSession(date) {
      checkDate(date);
      return sessionAt(
        firstIndex(all, (session) => session.date > date),
        `after ${date}`,
      );
    },
    previousSession(date) {
      checkDate(date);
      return sessionAt(firstIndex(all, (session) => session.date >= date) - 1, `before ${date}`);
    },
    sessionOf,
    segmentOf(tsNs) {
      const inside = (segment: SessionSegment): boolean =>
        segment.startNs <= tsNs && tsNs < segment.endNs;
      return sessionOf(tsNs)?.segments.find(inside);
    },
    tradeDate(tsNs) {
      return sessionAt(unended(tsNs), `at or after ${isoOfNs(tsNs)}`).tradeDate;
    },
  };
}

/** The index of the first session for which `holds` is true; it is false up to there and true after. */
function firstIndex(all: readonly Session[], holds: (session: Session) => boolean): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(all[middle])) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
