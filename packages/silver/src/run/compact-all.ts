import { createDatasetRegistry, type Dataset } from '@assay/schemas';
import type { CompactOptions, DateRange } from '../compactor.js';
import type { HourResult } from '../hour-result.js';
import { listBronze } from '../plan/bronze-listing.js';
import { silverDatasets, sourceOf } from '../plan/source.js';
import { compactDays, type Day } from './compact-days.js';
import type { CompactorParts } from './compactor-parts.js';
import { dayOf, daysOf, isAnythingOn, noData } from './list-days.js';

/** One UTC date of every dataset that Silver keeps and Bronze holds something of. */
export async function compactAllSchemas(
  parts: CompactorParts,
  date: string,
  options: CompactOptions,
): Promise<HourResult[]> {
  const asked: Day[] = [];
  for (const dataset of silverDatasets(createDatasetRegistry())) {
    asked.push(await dayOf(parts, dataset, date));
  }
  const { partition } = options;
  const days = await withAnything(parts, asked, { partition });
  if (days.length === 0) {
    const listings = asked.map(({ listing }) => listing);
    throw noData({ what: 'any dataset', partition, when: date, listings, dates: [date] });
  }
  return compactDays(parts, days, options);
}

/** Every UTC date of one dataset that Bronze or Silver knows, in a range. */
export async function compactAllDates(
  parts: CompactorParts,
  dataset: Dataset,
  options: CompactOptions & DateRange,
): Promise<HourResult[]> {
  const { start = 'the first date', end = 'the last' } = options;
  const asked = await daysOf(parts, dataset, options);
  const days = await withAnything(parts, asked, options);
  if (days.length === 0) {
    const listings = [await listBronze(parts.bronze, sourceOf(dataset))];
    const when = `${start} to ${end}`;
    const dates = asked.map(({ date }) => date);
    throw noData({ what: dataset.id, partition: options.partition, when, listings, dates });
  }
  return compactDays(parts, days, { digests: false, ...options });
}

async function withAnything(
  parts: CompactorParts,
  asked: readonly Day[],
  options: CompactOptions,
): Promise<Day[]> {
  const days: Day[] = [];
  for (const day of asked) {
    // What a signal leaves is told, and not looked at.
    if (options.signal?.aborted === true || (await isAnythingOn(parts, day, options))) {
      days.push(day);
    }
  }
  return days;
}
