import type { CommittedFiles, DatasetFiles, PlacedFile, RetiredFile } from '@assay/ledger';
import type { SilverInput } from '@assay/schemas';
import type { Source } from './source.js';

/** What has become of a Bronze file that an hour was made of. */
export type InputFate = 'listed' | 'retired' | 'vanished';

/** The committed Bronze files of one date. */
export interface BronzeDay {
  readonly files: readonly PlacedFile[];
  readonly retired: readonly RetiredFile[];
}

/** What Bronze's logs said at one moment of the datasets that a Silver dataset is made of. */
export interface BronzeListing {
  /** The UTC dates of which rows are, or were, ascending. */
  readonly dates: readonly string[];
  rowsOf(date: string): BronzeDay;
  greeksOf(date: string): readonly PlacedFile[];
  retiredGreeksOf(date: string): readonly RetiredFile[];
  fateOf(input: SilverInput): InputFate;
}

/** Reads the logs, as far as they were not read before. */
export async function listBronze(bronze: CommittedFiles, source: Source): Promise<BronzeListing> {
  const rows = await bronze.of(source.rows);
  const greeks =
    source.greeks === undefined ? { files: [], retired: [] } : await bronze.of(source.greeks);
  const days = daysIn(rows);
  const greeksDays = daysIn(greeks);
  const fates = new Map<string, ReadonlyMap<string, InputFate>>();
  /** Only of dates that are asked about: a lake has millions of files. */
  const fatesOn = (date: string) => {
    const known = fates.get(date) ?? fatesOf([days.get(date), greeksDays.get(date)]);
    fates.set(date, known);
    return known;
  };
  return {
    dates: [...days.keys()].sort(),
    rowsOf: (date) => days.get(date) ?? { files: [], retired: [] },
    greeksOf: (date) => greeksDays.get(date)?.files ?? [],
    retiredGreeksOf: (date) => greeksDays.get(date)?.retired ?? [],
    fateOf: ({ key, sha256 }) => fatesOn(dateIn(key)).get(nameOf(key, sha256)) ?? 'vanished',
  };
}

function fatesOf(days: readonly (BronzeDay | undefined)[]): ReadonlyMap<string, InputFate> {
  const fates = new Map<string, InputFate>();
  for (const day of days) {
    // A name is never used again: what is retired is not listed.
    day?.retired.forEach(({ file }) => fates.set(nameOf(file.key, file.sha256), 'retired'));
    day?.files.forEach(({ file }) => fates.set(nameOf(file.key, file.sha256), 'listed'));
  }
  return fates;
}

/** The date that a file's key names, as every key of Bronze does. */
function dateIn(key: string): string {
  return /\/date=([^/]+)\//.exec(key)?.[1] ?? '';
}

/** Key and digest: a file of other bytes under an old name is another file. */
function nameOf(key: string, sha256: string): string {
  return `${sha256} ${key}`;
}

interface Day {
  readonly files: PlacedFile[];
  readonly retired: RetiredFile[];
}

/** Of logs to which nothing was added: a call lists Bronze for every date. */
const knownDays = new WeakMap<DatasetFiles, ReadonlyMap<string, BronzeDay>>();

function daysIn(all: DatasetFiles): ReadonlyMap<string, BronzeDay> {
  const days = knownDays.get(all) ?? daysOf(all);
  knownDays.set(all, days);
  return days;
}

function daysOf({ files, retired }: DatasetFiles): Map<string, Day> {
  const days = new Map<string, Day>();
  const dayOf = (date: string): Day => {
    const day = days.get(date) ?? { files: [], retired: [] };
    days.set(date, day);
    return day;
  };
  files.forEach((file) => dayOf(file.date).files.push(file));
  retired.forEach((file) => dayOf(file.date).retired.push(file));
  return days;
}
