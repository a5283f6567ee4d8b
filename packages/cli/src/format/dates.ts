import { CommandFailure } from '../errors.js';

const DAY_MS = 86_400_000;
/** A century and a day: anything longer is a slip of the pen. */
const MAX_DAYS = 36_526;
const ONE_DAY = 'give a day of the calendar, such as 2025-12-16';
const DAYS = `${ONE_DAY}, or first and last day as 2025-12-16..2025-12-19`;

/** One or more days, both ends included. */
export interface DateRange {
  /** `YYYY-MM-DD`. */
  readonly first: string;
  readonly last: string;
  /** Every day from `first` to `last`. */
  readonly dates: readonly string[];
}

/**
 * The days that a person means by `YYYY-MM-DD` or `A..B` (both included). Throws `BAD_INPUT` when
 * there is no such day, or the second is before the first.
 *
 * @param name the option that they are given by, for the message
 */
export function parseDates(given: string, name = 'date'): DateRange {
  const [from, to = from, ...more] = given.trim().split('..');
  const firstDay = dayNumber(from);
  const lastDay = dayNumber(to);
  if (firstDay === undefined || lastDay === undefined || more.length > 0) {
    throw badDates(name, 'YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD', given);
  }
  if (lastDay < firstDay) {
    throw badDates(name, 'the first date not to be after the second', given);
  }
  if (lastDay - firstDay >= MAX_DAYS) {
    throw badDates(name, `at most ${MAX_DAYS} days`, given);
  }
  const length = lastDay - firstDay + 1;
  const dates = Array.from({ length }, (_, index) => dateOf(firstDay + index));
  return { first: from, last: to, dates };
}

/** The one day `YYYY-MM-DD` that a person means. Throws `BAD_INPUT` when there is no such day. */
export function parseDate(given: string, name = 'date'): string {
  const date = given.trim();
  if (dayNumber(date) === undefined) {
    throw badDates(name, 'one date, YYYY-MM-DD', given, ONE_DAY);
  }
  return date;
}

function dayNumber(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    return undefined;
  }
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  return Number.isNaN(day) || dateOf(day) !== date ? undefined : day;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function badDates(
  name: string,
  expected: string,
  given: string,
  next: string = DAYS,
): CommandFailure {
  return new CommandFailure('BAD_INPUT', `${name}: expected ${expected}, was "${given}"`, { next });
}
