import { dateOfDay, dayOfDate } from '@assay/schemas';
import { CalendarError } from './errors.js';

/** The day number (days since 1970-01-01) of a `YYYY-MM-DD`. Throws `BAD_DATE`. */
export function dayNumber(date: string): number {
  const day = dayOfDate(date);
  if (day === undefined) {
    throw new CalendarError('BAD_DATE', `expected a date YYYY-MM-DD that exists, was "${date}"`);
  }
  return day;
}

/** The day number of a civil date given in parts; the parts must exist. */
function dayOf(year: number, month: number, dayOfMonth: number): number {
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  return dayNumber(`${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`);
}

/** 0 Sunday … 6 Saturday, of a day number (1970-01-01 was a Thursday). */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The day number of the `nth` (1 …) given weekday of a month: the third Friday is (…, 5, 3). */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1);
}

/** The date so many days later (earlier, where negative). Throws `BAD_DATE`. */
export function addDays(date: string, days: number): string {
  return dateOfDay(dayNumber(date) + days);
}

/** The year of a day number. */
export function yearOfDay(day: number): number {
  return Number(dateOfDay(day).slice(0, 4));
}
