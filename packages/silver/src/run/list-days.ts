import { dayOfDate, type Dataset } from '@assay/schemas';
import type { CompactOptions, DateRange } from '../compactor.js';
import { SilverError } from '../errors.js';
import { listBronze, type BronzeListing } from '../plan/bronze-listing.js';
import { sourceOf } from '../plan/source.js';
import type { Day } from './compact-days.js';
import type { CompactorParts } from './compactor-parts.js';

/** So many partition values a message names. */
const SHOWN_VALUES = 12;

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

/** What was asked for and is not there. */
interface Asked {
  /** A dataset, or several, as people name them. */
  readonly what: string;
  readonly partition: string | undefined;
  readonly when: string;
  /** What Bronze's logs said of every dataset asked for. */
  readonly listings: readonly BronzeListing[];
  /** The dates asked for that Bronze or Silver knows, perhaps of other partition values. */
  readonly dates: readonly string[];
}

/** Says beside what is missing what there is: other values on these dates, or else other dates. */
export function noData({ what, partition, when, listings, dates }: Asked): SilverError {
  const asked = [what, ...(partition === undefined ? [] : [partition]), when].join(' ');
  const values = new Set(
    listings.flatMap((listing) =>
      dates.flatMap((date) => listing.rowsOf(date).files.map(({ value }) => value)),
    ),
  );
  const stored = [...new Set(listings.flatMap((listing) => listing.dates))].sort();
  const has = values.size > 0 ? `${someOf([...values].sort())} there` : storedText(what, stored);
  return new SilverError('NO_DATA', `${asked}: expected rows in Bronze, was none; it holds ${has}`);
}

function storedText(what: string, [first, ...more]: readonly string[]): string {
  if (first === undefined) {
    return `nothing of ${what}`;
  }
  const last = more.at(-1);
  return last === undefined
    ? `1 date of ${what}, ${first}`
    : `${more.length + 1} dates of ${what}, ${first} to ${last}`;
}

function someOf(values: readonly string[]): string {
  const shown = values.slice(0, SHOWN_VALUES).join(', ');
  const more = values.length - SHOWN_VALUES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function assertDate(date: string): void {
  if (dayOfDate(date) === undefined) {
    throw new SilverError('BAD_REQUEST', `expected a date as YYYY-MM-DD, was "${date}"`);
  }
}
