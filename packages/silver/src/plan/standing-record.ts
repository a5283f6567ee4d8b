import { datasetFolder, type SilverHour, type SilverInput } from '@assay/schemas';
import type { InputFate } from './bronze-listing.js';
import type { FoundFile } from './look-at-file.js';
import type { Planner } from './plan-date.js';
import { sourceOf } from './source.js';
import type { Unit } from './unit.js';

/**
 * The latest record of an hour that names what is at its key, where that is not the head's file, and that
 * was made of all that retention deleted of the hour. A compactor that ended between its record and the
 * replacement leaves such an hour; when its Bronze is gone by then nothing can finish it.
 */
export async function standingRecord(
  { catalog, files }: Pick<Planner, 'catalog' | 'files'>,
  unit: Unit,
  { state, tag }: FoundFile,
  fateOf: (input: SilverInput) => InputFate,
): Promise<SilverHour | undefined> {
  const { head } = unit;
  const retired = head?.inputs.filter((input) => fateOf(input) === 'retired') ?? [];
  if (state === 'recorded' || head === undefined || retired.length === 0) {
    return undefined;
  }
  const sha256 = tag === undefined ? undefined : await files.sha256Of(unit.key, tag);
  if (tag !== undefined && sha256 === undefined) {
    return undefined;
  }
  const { greeks } = sourceOf(unit.dataset);
  const isGreeks = ({ key }: SilverInput) =>
    greeks !== undefined && key.startsWith(`${datasetFolder(greeks, 'bronze')}/`);
  const isHeld = (record: SilverHour) => {
    // Snapshots that only a longer tolerance looks at are in no record with a shorter one.
    const isNarrower = (record.options.tolerance_ns ?? 0n) < (head.options.tolerance_ns ?? 0n);
    const known = new Set(record.inputs.map(nameOf));
    return retired.every((input) => known.has(nameOf(input)) || (isNarrower && isGreeks(input)));
  };
  const day = await catalog.day(unit.dataset, unit.date);
  const records = day.recordsOf(unit.partition, unit.hour);
  return records.findLast((record) => record.output?.sha256 === sha256 && isHeld(record));
}

function nameOf({ key, sha256 }: SilverInput): string {
  return `${sha256} ${key}`;
}
