import { dayOfDate, type Dataset } from '@assay/schemas';
import type { CompactOptions, DateRange } from '../compactor.js';
import { SilverError } from '../errors.js';
import { listBronze, type BronzeListing } from '../plan/bronze-listing.js';
import { sourceOf } from '../plan/source.js';
import type { Day } from './compact-days.js';
import type { CompactorParts } from './compactor-parts.js';

/** One date of a dataset, whether or not there is anything of it. Throws `BAD_REQUEST` for no date. */
export async function dayOf(parts: CompactorParts, dataset: Dataset, date: string): Promise<Day> {
  assertDate(date);
  return { dataset, date, listing: await listBronze(parts.bronze, sourceOf(dataset)) };
}

/** The dates that Bronze or Silver's catalog knows of a dataset, in a range, ascending. */
export async function daysOf(
  parts: CompactorParts,
  dataset: Dataset,
  { start, end }: DateRange,
): Promise<Day[]> {
  [start, end].forEach((date) => date !== undefined && assertDate(date));
  const listing = await listBronze(parts.bronze, sourceOf(dataset));
  const dates = new Set([...listing.dates, ...(await parts.catalog.dates(dataset))]);
  return [...dates]
    .filter((date) => date >= (start ?? date) && date <= (end ?? date))
    .sort()
    .map((date) => ({ dataset, date, listing }));
}

/** Whether there is anything to be compacted, or that was compacted, on a day. */
export async function isAnythingOn(
  { catalog }: CompactorParts,
  { dataset, date, listing }: Day,
  { partition }: Pick<CompactOptions, 'partition'>,
): Promise<boolean> {
  const isWanted = (value: string) => (partition ?? value) === value;
  if (listing.rowsOf(date).files.some(({ value }) => isWanted(value))) {
    return true;
  }
  try {
    const { hours } = await catalog.day(dataset, date);
    return hours.some((hour) => isWanted(hour.partition));
  } catch (error) {
    if (error instanceof SilverError && error.code === 'BAD_CATALOG') {
      // There is a catalog; whoever compacts the day tells what is wrong with it.
      return true;
    }
    throw error;
  }
}

/** @param asked what was asked for, as people name it */
export function noData(asked: string, listings: readonly BronzeListing[]): SilverError {
  const dates = [...new Set(listings.flatMap((listing) => listing.dates))].sort();
  const has =
    dates.length === 0
      ? 'Bronze holds nothing of it'
      : `Bronze holds ${dates.length} dates of it, ${dates[0]} to ${dates.at(-1) ?? ''}`;
  return new SilverError('NO_DATA', `${asked}: expected rows in Bronze, was none; ${has}`);
}

function assertDate(date: string): void {
  if (dayOfDate(date) === undefined) {
    throw new SilverError('BAD_REQUEST', `expected a date as YYYY-MM-DD, was "${date}"`);
  }
}
