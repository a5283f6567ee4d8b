/** Nanoseconds in one hour. */
export const NS_PER_HOUR = 3_600_000_000_000n;
/** Nanoseconds in one second. */
export const NS_PER_SECOND = 1_000_000_000n;

/** The first accepted instant: 2000-01-01T00:00:00Z. */
export const FIRST_TIME_NS = 946_684_800_000_000_000n;
/** The first instant too late to be accepted: 2100-01-01T00:00:00Z. */
export const END_TIME_NS = 4_102_444_800_000_000_000n;

/** Hours since 1970-01-01T00Z: what partitions are counted in. A small exact integer. */
export function hourIndexOf(tsNs: bigint): number {
  const hours = tsNs / NS_PER_HOUR;
  return Number(tsNs < 0n && hours * NS_PER_HOUR !== tsNs ? hours - 1n : hours);
}

/**
 * The civil UTC date of a day number (days since 1970-01-01), as `YYYY-MM-DD`.
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
 */
export function dateOfDay(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
}

/**
 * The day number (days since 1970-01-01) of `YYYY-MM-DD`, or undefined when there is no such day.
 * Source: as `dateOfDay`, days_from_civil.
 */
export function dayOfDate(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    return undefined;
  }
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + dayOfMonth - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const day = era * 146_097 + dayOfEra - 719_468;
  return dateOfDay(day) === date ? day : undefined;
}

/** The UTC date of an hour index. */
export function dateOfHour(hourIndex: number): string {
  return dateOfDay(Math.floor(hourIndex / 24));
}

/** The hour of the day, `00` to `23`, of an hour index. */
export function hourOfDay(hourIndex: number): string {
  return pad(hourIndex - Math.floor(hourIndex / 24) * 24, 2);
}

/** `HHMMSS_micros` (UTC) of an instant, as Bronze file names carry it. */
export function timeOfDayName(tsNs: bigint): string {
  const nsOfDay = ((tsNs % (24n * NS_PER_HOUR)) + 24n * NS_PER_HOUR) % (24n * NS_PER_HOUR);
  const micros = Number(nsOfDay / 1_000n);
  const seconds = Math.floor(micros / 1_000_000);
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) - hours * 60;
  const rest = `${pad(hours, 2)}${pad(minutes, 2)}${pad(seconds % 60, 2)}`;
  return `${rest}_${pad(micros % 1_000_000, 6)}`;
}

/** `YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ` of an instant, for people. */
export function isoOfNs(tsNs: bigint): string {
  const hourIndex = hourIndexOf(tsNs);
  const nsOfHour = tsNs - BigInt(hourIndex) * NS_PER_HOUR;
  const seconds = Number(nsOfHour / NS_PER_SECOND);
  const minute = pad(Math.floor(seconds / 60), 2);
  const fraction = pad(Number(nsOfHour % NS_PER_SECOND), 9);
  const time = `${hourOfDay(hourIndex)}:${minute}:${pad(seconds % 60, 2)}.${fraction}`;
  return `${dateOfHour(hourIndex)}T${time}Z`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
