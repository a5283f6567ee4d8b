import { dateOfDay, dayOfDate } from '@assay/schemas';

/** Days since 1970-01-01. */
export type Day = number;

const QUARTERS = [
  { month: 3, code: 'H' },
  { month: 6, code: 'M' },
  { month: 9, code: 'U' },
  { month: 12, code: 'Z' },
] as const;

/** The volume moves to the next quarter on the Thursday of the week before expiry. */
const ROLL_DAYS_BEFORE_EXPIRY = 8;

/** 0 Sunday … 6 Saturday (1970-01-01 was a Thursday). */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The third Friday of a month: when quarterly index futures expire. */
export function thirdFriday(year: number, month: number): Day {
  const first = dayOfDate(`${year}-${String(month).padStart(2, '0')}-01`);
  if (first === undefined) {
    throw new RangeError(`expected a month of a year, was ${year}-${month}`);
  }
  return first + ((5 - weekdayOf(first) + 7) % 7) + 14;
}

/**
 * The symbol of the front quarterly contract of `root` on a UTC day, e.g. `ESZ5`: the first whose roll
 * day (8 days before its third Friday) is still to come. A rule of dates alone; holidays and real
 * volumes are left out.
 */
export function frontContract(root: string, day: Day): string {
  const year = Number(dateOfDay(day).slice(0, 4));
  const front = QUARTERS.find(
    ({ month }) => day < thirdFriday(year, month) - ROLL_DAYS_BEFORE_EXPIRY,
  );
  const code = front?.code ?? QUARTERS[0].code;
  return `${root}${code}${(front === undefined ? year + 1 : year) % 10}`;
}

/** The next `count` Fridays strictly after a day: the weekly expiries listed on it. */
export function nextFridays(day: Day, count: number): Day[] {
  const daysAhead = (5 - weekdayOf(day) + 7) % 7 || 7;
  return Array.from({ length: count }, (_, week) => day + daysAhead + 7 * week);
}
