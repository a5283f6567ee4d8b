import {
  dateOfHour,
  dayOfDate,
  hourIndexOf,
  isoOfNs,
  NS_PER_HOUR,
  type Dataset,
} from '@assay/schemas';
import { hourNameOf } from '../hour-file.js';
import { badRequest, type ReadSelection } from './read-request.js';

/** Event times `[startNs, endNs)`, int64 ns UTC. */
export interface Window {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

const NS_PER_DAY = 24n * NS_PER_HOUR;

export function isEmpty({ startNs, endNs }: Window): boolean {
  return startNs >= endNs;
}

/** What lies in both windows; empty when nothing does. */
export function intersection(one: Window, other: Window): Window {
  return {
    startNs: one.startNs > other.startNs ? one.startNs : other.startNs,
    endNs: one.endNs < other.endNs ? one.endNs : other.endNs,
  };
}

/** A UTC date from midnight to midnight. */
export function windowOfDate(date: string): Window {
  const startNs = BigInt(dayOfDate(date) ?? 0) * NS_PER_DAY;
  return { startNs, endNs: startNs + NS_PER_DAY };
}

/**
 * What a request asks for of its dates, which follow one another. Throws `BAD_REQUEST` for a window that
 * ends before it begins, or has nothing of the dates: no rows would look like an answer.
 */
export function requestedWindow(dates: readonly string[], request: ReadSelection): Window {
  const whole = {
    startNs: windowOfDate(dates[0]).startNs,
    endNs: windowOfDate(dates[dates.length - 1]).endNs,
  };
  const { startNs = whole.startNs, endNs = whole.endNs } = request;
  if (endNs < startNs) {
    throw badRequest(
      `expected "endNs" not before "startNs", was ${isoOfNs(endNs)} before ${isoOfNs(startNs)}`,
    );
  }
  if (startNs >= whole.endNs || endNs <= whole.startNs) {
    const asked = dates.length === 1 ? dates[0] : `${dates[0]} to ${dates[dates.length - 1]}`;
    throw badRequest(
      `expected "startNs" and "endNs" to have a part of ${asked}, ` +
        `was ${isoOfNs(startNs)} to ${isoOfNs(endNs)}`,
    );
  }
  return intersection(whole, { startNs, endNs });
}

/** The UTC dates that a window has a part of, ascending. */
export function datesIn(window: Window): string[] {
  if (isEmpty(window)) {
    return [];
  }
  const first = Math.floor(hourIndexOf(window.startNs) / 24);
  const last = Math.floor(hourIndexOf(window.endNs - 1n) / 24);
  return Array.from({ length: last - first + 1 }, (_, index) => dateOfHour((first + index) * 24));
}

/** The hour of a date, or the date where a dataset has no hours (`null`). */
export function windowOfUnit(date: string, hour: string | null): Window {
  const day = windowOfDate(date);
  if (hour === null) {
    return day;
  }
  const startNs = day.startNs + BigInt(hour) * NS_PER_HOUR;
  return { startNs, endNs: startNs + NS_PER_HOUR };
}

/** The hours of a date that a window has a part of; `[null]` where the dataset has no hours. */
export function hoursIn(dataset: Dataset, date: string, window: Window): (string | null)[] {
  const all = dataset.partition.hourly ? HOURS : [null];
  return all.filter((hour) => !isEmpty(intersection(windowOfUnit(date, hour), window)));
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hourNameOf({ hour }));
