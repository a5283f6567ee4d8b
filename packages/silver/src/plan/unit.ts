import type { PlacedFile, RetiredFile } from '@assay/ledger';
import { dateOfDay, dayOfDate, NS_PER_HOUR, type Dataset, type SilverHour } from '@assay/schemas';
import { compareKeys } from '@assay/storage';
import type { SilverDay } from '../catalog/silver-day.js';
import { greeksFilesIn, greeksWindow } from '../enrichment/greeks-window.js';
import { hourFileKey, hourNameOf } from '../hour-file.js';
import type { BronzeListing } from './bronze-listing.js';

/** One hour to be made, and the Bronze files that it is made of. */
export interface Unit {
  readonly dataset: Dataset;
  readonly partition: string;
  /** UTC date. */
  readonly date: string;
  /** `00` to `23`; null where the dataset's unit is the day. */
  readonly hour: string | null;
  /** Key of its file in the lake. */
  readonly key: string;
  readonly files: readonly PlacedFile[];
  /** Files of snapshots that may serve a trade of the hour; empty where nothing is joined. */
  readonly greeks: readonly PlacedFile[];
  /** How many of the hour's files retention deleted. */
  readonly retired: number;
  /** Deleted files of snapshots that may have served a trade of the hour. */
  readonly retiredGreeks: readonly RetiredFile[];
  /** What the catalog records of it, and up to which entry it was asked. */
  readonly head: SilverHour | undefined;
  readonly history: readonly string[];
  readonly seen: number;
}

/** The first instant of a unit (ns, UTC). */
export function startNsOf({ date, hour }: Pick<Unit, 'date' | 'hour'>): bigint {
  const day = dayOfDate(date) ?? 0;
  return (BigInt(day) * 24n + BigInt(hour ?? 0)) * NS_PER_HOUR;
}

/** Which units, and how far back in time their rows look for snapshots. */
interface UnitsWish {
  readonly partition?: string | undefined;
  /** Null where nothing is joined. */
  readonly toleranceNs: bigint | null;
  /** Recorded hours keep to the tolerance that they were joined with. */
  readonly asRecorded?: boolean;
}

/**
 * The units of a date: of every hour that Bronze lists rows of, and of every hour that is recorded, by
 * partition value, then hour. An hour whose files were all deleted before it was ever compacted is none.
 */
export function unitsOf(listing: BronzeListing, day: SilverDay, wish: UnitsWish): Unit[] {
  const { dataset, date } = day;
  const bronze = listing.rowsOf(date);
  const files = byUnit(bronze.files);
  const retired = byUnit(bronze.retired);
  const dates = datesOfGreeks(date);
  const greeks = byPartition(dates.flatMap(listing.greeksOf));
  const retiredGreeks = byPartition(dates.flatMap(listing.retiredGreeksOf));
  const known = day.hours.map(({ partition, hour }) => nameOf(partition, hour));
  const names = [...new Set([...files.keys(), ...known])];
  const units = names.map((name): Unit => {
    const { partition, hour } = partsOf(name);
    const head = day.hourOf(partition, hour);
    const unit = { dataset, partition, date, hour };
    const recorded = wish.asRecorded === true ? head : undefined;
    const window = windowOf(unit, recorded?.options.tolerance_ns ?? wish.toleranceNs);
    const serving = <File extends PlacedFile | RetiredFile>(files: Map<string, File[]>): File[] =>
      window === undefined ? [] : greeksFilesIn(files.get(partition) ?? [], window);
    return {
      ...unit,
      key: hourFileKey(dataset, partition, date, hour),
      files: files.get(name) ?? [],
      greeks: serving(greeks),
      retired: retired.get(name)?.length ?? 0,
      retiredGreeks: serving(retiredGreeks).filter(({ file }) => file.rows > 0),
      head,
      history: day.historyOf(partition, hour),
      seen: day.head,
    };
  });
  const isWanted = ({ partition }: Unit) => (wish.partition ?? partition) === partition;
  return units.filter(isWanted).sort(byPlace);
}

function windowOf(unit: Pick<Unit, 'date' | 'hour'>, toleranceNs: bigint | null) {
  return toleranceNs === null ? undefined : greeksWindow(startNsOf(unit), toleranceNs);
}

interface Placed {
  readonly value: string;
  readonly hour: number | undefined;
}

function byUnit<File extends Placed>(files: readonly File[]): Map<string, File[]> {
  return groupBy(files, (file) => nameOf(file.value, hourNameOf(file)));
}

function byPartition<File extends Placed>(files: readonly File[]): Map<string, File[]> {
  return groupBy(files, ({ value }) => value);
}

/** Files by a name of what they belong to, in their order. */
export function groupBy<File>(
  files: readonly File[],
  groupOf: (file: File) => string,
): Map<string, File[]> {
  const groups = new Map<string, File[]>();
  for (const file of files) {
    const name = groupOf(file);
    const group = groups.get(name) ?? [];
    group.push(file);
    groups.set(name, group);
  }
  return groups;
}

function nameOf(partition: string, hour: string | null): string {
  return `${hour ?? '--'} ${partition}`;
}

function partsOf(name: string): { partition: string; hour: string | null } {
  const hour = name.slice(0, 2);
  return { partition: name.slice(3), hour: hour === '--' ? null : hour };
}

/** The dates whose snapshots may serve a trade of a date. */
export function datesOfGreeks(date: string): string[] {
  return [dateOfDay((dayOfDate(date) ?? 0) - 1), date];
}

function byPlace(a: Unit, b: Unit): number {
  return compareKeys(a.partition, b.partition) || compareKeys(a.hour ?? '', b.hour ?? '');
}
