import type { SilverHour, SilverInput } from '@assay/schemas';
import { greeksFilesIn, greeksWindow } from '../enrichment/greeks-window.js';
import type { BronzeListing } from './bronze-listing.js';
import type { FoundFile } from './look-at-file.js';
import type { Planner } from './plan-date.js';
import { datesOfGreeks, startNsOf, type Unit } from './unit.js';

/**
 * The latest record of an hour that names what is at its key, where that is not the head's file, and that
 * was made of all that retention deleted of the hour. A compactor that ended between its record and the
 * replacement leaves such an hour; when its Bronze is gone by then nothing can finish it.
 */
export async function standingRecord(
  { catalog, files }: Pick<Planner, 'catalog' | 'files'>,
  unit: Unit,
  { state, tag }: FoundFile,
  listing: BronzeListing,
): Promise<SilverHour | undefined> {
  const { head } = unit;
  const retired = head?.inputs.filter((input) => listing.fateOf(input) === 'retired') ?? [];
  if (state === 'recorded' || head === undefined || retired.length === 0) {
    return undefined;
  }
  const sha256 = tag === undefined ? undefined : await files.sha256Of(unit.key, tag);
  if (tag !== undefined && sha256 === undefined) {
    return undefined;
  }
  const isHeld = (record: SilverHour) => {
    const known = new Set(record.inputs.map(nameOf));
    // Snapshots that only a longer tolerance looks at are in no record with a shorter one.
    const beyond = new Set(greeksBeyond(record, unit, listing));
    return retired.every((input) => known.has(nameOf(input)) || beyond.has(nameOf(input)));
  };
  const day = await catalog.day(unit.dataset, unit.date);
  const records = day.recordsOf(unit.partition, unit.hour);
  return records.findLast((record) => record.output?.sha256 === sha256 && isHeld(record));
}

/** Deleted files of snapshots that no trade of the hour looks at, by a record's tolerance. */
function greeksBeyond({ options }: SilverHour, unit: Unit, listing: BronzeListing): string[] {
  if (options.tolerance_ns === null) {
    return [];
  }
  const window = greeksWindow(startNsOf(unit), options.tolerance_ns);
  const retired = datesOfGreeks(unit.date).flatMap(listing.retiredGreeksOf);
  const within = new Set(greeksFilesIn(retired, window));
  return retired.filter((file) => !within.has(file)).map(({ file }) => nameOf(file));
}

function nameOf({ key, sha256 }: SilverInput): string {
  return `${sha256} ${key}`;
}
