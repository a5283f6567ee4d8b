import { addDays, CalendarError, zonedTimeNs, type ZoneName } from '@assay/calendar';
import { NS_PER_HOUR } from '@assay/schemas';
import { FeedError } from '../errors.js';

const HOURS = 24;
const MS_PER_HOUR = 3_600_000;
const NS_PER_MS = 1_000_000n;

/** An hour that the wall clock shows on a day. */
interface ClockHour {
  readonly startNs: bigint;
  /** Whether it is shown twice, because clocks go back; `startNs` is then of the first. */
  readonly isTwice: boolean;
}

/** A day by the wall clock of a zone. */
export interface LocalDay {
  readonly date: string;
  /** An instant by whole milliseconds since midnight and nanoseconds above; see `LocalTime`. */
  instantOf(milliseconds: number, nanoseconds: bigint): LocalTime;
}

export type LocalTime =
  | { readonly tsNs: bigint; readonly isTwice: boolean }
  /** The clocks do not show that time: they go forward over it, or the day has no such hour. */
  | undefined;

/**
 * LEAN stamps ticks by the wall clock: "milliseconds since midnight" is the time of day that the
 * exchange's clocks show, and not what has elapsed, which differs by an hour after a change of
 * clocks. Source: QuantConnect/Lean, Common/Util/LeanData.cs, `GenerateLine` writes
 * `Time.TimeOfDay.TotalMilliseconds`; Common/Data/Market/Tick.cs reads `date.AddMilliseconds(…)` of
 * a time without zone. A time shown twice is its first occurrence, as NodaTime reads it for LEAN.
 *
 * Clocks of the exchanges' zones change on the hour, so that an hour is regular, skipped or
 * doubled.
 */
export function localDay(date: string, zone: ZoneName, file: string): LocalDay {
  const hours = Array.from({ length: HOURS }, (_, hour) => clockHour(date, hour, zone, file));
  return {
    date,
    instantOf(milliseconds, nanoseconds) {
      const hour = hours[Math.floor(milliseconds / MS_PER_HOUR)];
      if (hour === undefined) {
        return undefined;
      }
      const within = BigInt(milliseconds % MS_PER_HOUR) * NS_PER_MS + nanoseconds;
      return { tsNs: hour.startNs + within, isTwice: hour.isTwice };
    },
  };
}

/** The instant at which the clocks show a time, so many days after a date. */
export function instantAfter(
  date: string,
  { days, time }: { readonly days: number; readonly time: string },
  zone: ZoneName,
  file: string,
): bigint {
  try {
    return zonedTimeNs(addDays(date, days), time, zone);
  } catch (error) {
    throw asFeedError(error, file);
  }
}

function clockHour(
  date: string,
  hour: number,
  zone: ZoneName,
  file: string,
): ClockHour | undefined {
  const wallNs = BigInt(hour) * NS_PER_HOUR;
  try {
    const startNs = zonedTimeNs(date, wallNs, zone, 'first');
    return { startNs, isTwice: zonedTimeNs(date, wallNs, zone, 'second') !== startNs };
  } catch (error) {
    if (error instanceof CalendarError && error.code === 'NO_SUCH_TIME') {
      return undefined;
    }
    throw asFeedError(error, file);
  }
}

function asFeedError(error: unknown, file: string): unknown {
  return error instanceof CalendarError
    ? new FeedError('BAD_OPTION', error.message, { place: { file }, cause: error })
    : error;
}
