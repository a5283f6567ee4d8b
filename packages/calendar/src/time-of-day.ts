import { NS_PER_HOUR, NS_PER_SECOND } from '@assay/schemas';
import { CalendarError } from './errors.js';

/** Nanoseconds of a day of 24 hours. */
export const NS_PER_DAY = 24n * NS_PER_HOUR;

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/;

/**
 * Nanoseconds since midnight by the wall clock of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.nnnnnnnnn`.
 * Throws `BAD_TIME`.
 */
export function timeOfDayNs(timeOfDay: string): bigint {
  const match = TIME_OF_DAY.exec(timeOfDay);
  if (match === null) {
    throw new CalendarError(
      'BAD_TIME',
      `expected a time of day HH:MM[:SS[.nnnnnnnnn]], was "${timeOfDay}"`,
    );
  }
  const [, hours, minutes, seconds = '0', fraction = ''] = match;
  const wholeSeconds = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return BigInt(wholeSeconds) * NS_PER_SECOND + BigInt(fraction.padEnd(9, '0'));
}
