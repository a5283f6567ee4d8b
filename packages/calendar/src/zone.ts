import { dateOfDay, NS_PER_HOUR } from '@assay/schemas';
import { dayNumber, nthWeekday, yearOfDay } from './civil-date.js';
import { CalendarError } from './errors.js';
import { NS_PER_DAY, timeOfDayNs } from './time-of-day.js';

/** Hours that a zone's standard time lies behind UTC; daylight saving is an hour less. */
const STANDARD_HOURS_BEHIND = { 'America/New_York': 5, 'America/Chicago': 6 } as const;

/** A zone that the exchanges keep, by its IANA name. */
export type ZoneName = keyof typeof STANDARD_HOURS_BEHIND | 'UTC';

/** The zones there are rules for. */
export const ZONES: readonly ZoneName[] = ['UTC', 'America/New_York', 'America/Chicago'];

/** The first and last local year of the daylight-saving rule of the United States. */
const FIRST_YEAR = 2007;
const LAST_YEAR = 2099;

const CHANGE_NS = 2n * NS_PER_HOUR;

/** The days on which clocks go forward and back, at 02:00 by the clock that ends. */
interface DaylightDays {
  readonly forward: number;
  readonly back: number;
}

/** Worked out once a year: instants are placed by the million. */
const daylightDaysByYear = new Map<number, DaylightDays>();

/**
 * Daylight saving in the United States since 2007: from the second Sunday of March to the first Sunday
 * of November. Source: Energy Policy Act of 2005, section 110 (15 U.S.C. 260a).
 */
function daylightDays(year: number): DaylightDays {
  const known = daylightDaysByYear.get(year);
  if (known !== undefined) {
    return known;
  }
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    throw new CalendarError(
      'OUT_OF_RANGE',
      'expected a year that the daylight-saving rule is known for ' +
        `(${FIRST_YEAR} to ${LAST_YEAR}), was ${year}`,
    );
  }
  const days = { forward: nthWeekday(year, 3, 0, 2), back: nthWeekday(year, 11, 0, 1) };
  daylightDaysByYear.set(year, days);
  return days;
}

/** Which of the two, where the clocks show a time twice: before they go back, or after. */
export type Occurrence = 'first' | 'second';

/**
 * The instant (int64 ns, UTC) at which the clocks of a zone show a time on a date. `timeOfDay` is text
 * (`09:30`, `09:30:00.123456789`) or nanoseconds since midnight by the wall clock. Throws
 * `CalendarError`: `BAD_DATE`, `BAD_TIME`, `NO_SUCH_TIME` (skipped in spring), `OUT_OF_RANGE` (outside
 * 2007 to 2099).
 */
export function zonedTimeNs(
  date: string,
  timeOfDay: string | bigint,
  zone: ZoneName,
  occurrence: Occurrence = 'first',
): bigint {
  const day = dayNumber(date);
  const wallNs = typeof timeOfDay === 'string' ? timeOfDayNs(timeOfDay) : timeOfDay;
  if (wallNs < 0n || wallNs >= NS_PER_DAY) {
    throw new CalendarError('BAD_TIME', `expected ns of a day below ${NS_PER_DAY}, was ${wallNs}`);
  }
  const asUtc = BigInt(day) * NS_PER_DAY + wallNs;
  if (zone === 'UTC') {
    return asUtc;
  }
  const { forward, back } = daylightDays(yearOfDay(day));
  if (day === forward && wallNs >= CHANGE_NS && wallNs < CHANGE_NS + NS_PER_HOUR) {
    const shown = `${zone}: clocks go from 02:00 to 03:00`;
    throw new CalendarError('NO_SUCH_TIME', `expected a time that ${date} has in ${shown}`);
  }
  const afterForward = day > forward || (day === forward && wallNs >= CHANGE_NS);
  // On the day the clocks go back, 01:00 to 02:00 is shown twice.
  const beforeBack = day < back || (day === back && wallNs < backAt(occurrence));
  const daylight = afterForward && beforeBack;
  return asUtc + standardBehindNs(zone) - (daylight ? NS_PER_HOUR : 0n);
}

function backAt(occurrence: Occurrence): bigint {
  return occurrence === 'first' ? CHANGE_NS : CHANGE_NS - NS_PER_HOUR;
}

/** What the clocks of a zone show. */
export interface ZonedTime {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Nanoseconds since midnight by the wall clock. */
  readonly timeOfDayNs: bigint;
  /** Seconds to add to UTC: −14,400 in a New York summer. */
  readonly utcOffsetSeconds: number;
}

/** What the clocks of a zone show at an instant (int64 ns, UTC). Throws `OUT_OF_RANGE`. */
export function zonedTimeOf(tsNs: bigint, zone: ZoneName): ZonedTime {
  const behindNs = zone === 'UTC' ? 0n : behindUtcNs(tsNs, zone);
  const localNs = tsNs - behindNs;
  const day = floorDay(localNs);
  return {
    date: dateOfDay(day),
    timeOfDayNs: localNs - BigInt(day) * NS_PER_DAY,
    utcOffsetSeconds: Number(-behindNs / 1_000_000_000n),
  };
}

function behindUtcNs(tsNs: bigint, zone: Exclude<ZoneName, 'UTC'>): bigint {
  const standardNs = standardBehindNs(zone);
  // The year by standard time: daylight saving never reaches over a new year.
  const { forward, back } = daylightDays(yearOfDay(floorDay(tsNs - standardNs)));
  const forwardNs = BigInt(forward) * NS_PER_DAY + CHANGE_NS + standardNs;
  const backNs = BigInt(back) * NS_PER_DAY + CHANGE_NS + standardNs - NS_PER_HOUR;
  return tsNs >= forwardNs && tsNs < backNs ? standardNs - NS_PER_HOUR : standardNs;
}

function standardBehindNs(zone: Exclude<ZoneName, 'UTC'>): bigint {
  return BigInt(STANDARD_HOURS_BEHIND[zone]) * NS_PER_HOUR;
}

function floorDay(ns: bigint): number {
  const days = ns / NS_PER_DAY;
  return Number(ns < 0n && days * NS_PER_DAY !== ns ? days - 1n : days);
}
