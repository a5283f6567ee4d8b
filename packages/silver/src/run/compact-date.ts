import type { Dataset } from '@assay/schemas';
import type { CompactOptions } from '../compactor.js';
import type { HourResult } from '../hour-result.js';
import { compactDays } from './compact-days.js';
import type { CompactorParts } from './compactor-parts.js';
import { dayOf, isAnythingOn, noData } from './list-days.js';

/** One UTC date of one dataset. Throws `NO_DATA` when neither Bronze nor Silver knows anything of it. */
export async function compactDate(
  parts: CompactorParts,
  date: string,
  request: CompactOptions & { readonly dataset: Dataset },
): Promise<HourResult[]> {
  const { dataset, partition } = request;
  const day = await dayOf(parts, dataset, date);
  if (!(await isAnythingOn(parts, day, request))) {
    const listings = [day.listing];
    throw noData({ what: dataset.id, partition, when: date, listings, dates: [date] });
  }
  return compactDays(parts, [day], request);
}
