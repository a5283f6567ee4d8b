import { dateOfDay } from '@assay/schemas';
import { addDays, dayNumber, weekdayOf } from './civil-date.js';
import {
  listDates,
  type CalendarDeclaration,
  type DeclaredSegment,
  type ShortDays,
} from './declaration.js';
import { CalendarError } from './errors.js';
import type { Session, SessionSegment } from './session.js';
import { zonedTimeNs } from './zone.js';

/** Every session of a declaration, by date. Throws `BAD_DECLARATION` where it contradicts itself. */
export function buildSessions(declaration: CalendarDeclaration): readonly Session[] {
  const closed = new Set(weekdaysOf(declaration, listDates(declaration.closed)));
  const short = shortDaysByDate(declaration, closed);
  const sessions: Session[] = [];
  // Backwards, since the trade date of a holiday is that of the session after it.
  for (let day = dayNumber(declaration.to); day >= dayNumber(declaration.from); day -= 1) {
    const date = dateOfDay(day);
    if (!isWeekend(day) && !closed.has(date)) {
      sessions.push(buildSession(declaration, date, short.get(date), sessions.at(-1)));
    }
  }
  return sessions.reverse();
}

function buildSession(
  declaration: CalendarDeclaration,
  date: string,
  short: ShortDays | undefined,
  next: Session | undefined,
): Session {
  const declared = short?.segments ?? regularSegments(declaration, date);
  const segments = declared.map((segment) => placeSegment(declaration, date, segment));
  let endNs = segments[0].startNs;
  for (const segment of segments) {
    if (segment.startNs < endNs || segment.endNs <= segment.startNs) {
      throw contradiction(declaration, `segments of ${date} in order and disjoint`);
    }
    endNs = segment.endNs;
  }
  if (next !== undefined && next.startNs < endNs) {
    throw contradiction(declaration, `the session of ${date} to end before the next begins`);
  }
  return {
    calendar: declaration.name,
    date,
    tradeDate: short?.settlesNext === true ? tradeDateOf(declaration, date, next) : date,
    startNs: segments[0].startNs,
    endNs,
    segments,
    earlyClose: short !== undefined,
  };
}

function tradeDateOf(
  declaration: CalendarDeclaration,
  date: string,
  next: Session | undefined,
): string {
  if (next === undefined) {
    throw contradiction(declaration, `a session after ${date}, whose trade date it has`);
  }
  return next.tradeDate;
}

function placeSegment(
  { zone }: CalendarDeclaration,
  date: string,
  { name, start, end, eveningBefore }: DeclaredSegment,
): SessionSegment {
  const startDate = eveningBefore === true ? addDays(date, -1) : date;
  return {
    name,
    startNs: zonedTimeNs(startDate, start, zone),
    endNs: zonedTimeNs(date, end, zone),
  };
}

function regularSegments(
  declaration: CalendarDeclaration,
  date: string,
): readonly DeclaredSegment[] {
  const hours = declaration.hours.findLast(({ from }) => from <= date);
  if (hours === undefined) {
    throw contradiction(declaration, `regular hours for ${date}`);
  }
  return hours.segments;
}

function shortDaysByDate(
  declaration: CalendarDeclaration,
  closed: ReadonlySet<string>,
): ReadonlyMap<string, ShortDays> {
  const byDate = new Map<string, ShortDays>();
  for (const short of declaration.shortDays) {
    for (const date of weekdaysOf(declaration, listDates(short.dates))) {
      if (closed.has(date) || byDate.has(date)) {
        throw contradiction(declaration, `${date} to be of one kind`);
      }
      byDate.set(date, short);
    }
  }
  return byDate;
}

function weekdaysOf(declaration: CalendarDeclaration, dates: readonly string[]): readonly string[] {
  for (const date of dates) {
    if (date < declaration.from || date > declaration.to || isWeekend(dayNumber(date))) {
      throw contradiction(declaration, `a weekday within its range, was ${date}`);
    }
  }
  return dates;
}

function isWeekend(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

function contradiction({ name }: CalendarDeclaration, expected: string): CalendarError {
  return new CalendarError('BAD_DECLARATION', `calendar ${name}: expected ${expected}`);
}
