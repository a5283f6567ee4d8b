import type { CommittedFiles } from '@assay/ledger';
import type { Dataset, SilverHour } from '@assay/schemas';
import type { SilverCatalog } from '../catalog/silver-catalog.js';
import type { SilverDay } from '../catalog/silver-day.js';
import { hourNameOf } from '../hour-file.js';
import { sourceOf } from '../plan/source.js';
import { datesIn, hoursIn, intersection, isEmpty, windowOfUnit, type Window } from './window.js';

/** Whose hours are wanted, of which time. */
export interface Wanted {
  readonly dataset: Dataset;
  readonly isWanted: (value: string) => boolean;
  /** The one partition value that is wanted, where it is known. */
  readonly symbol: string | undefined;
  readonly window: Window;
}

/** An hour that Silver's catalog records. */
export interface RecordedHour {
  readonly dataset: Dataset;
  readonly date: string;
  readonly record: SilverHour;
}

/** An hour of which Bronze holds rows that Silver lacks. */
export interface AbsentHour {
  readonly value: string;
  readonly date: string;
  readonly hour: string | null;
  /** Rows of the Bronze files that Silver was not made of, before duplicates are removed. */
  readonly rows: number;
  /** Whether the hour was compacted before these rows came. */
  readonly late: boolean;
}

/** What there is of what is wanted. */
export interface FoundHours {
  /** Recorded with rows, in the window. By date, then partition value. */
  readonly hours: readonly RecordedHour[];
  /** In the window, by time. Empty where Bronze was not asked. */
  readonly absent: readonly AbsentHour[];
  /** Dates of which something was compacted or is stored, at whatever time. */
  readonly dates: ReadonlySet<string>;
  /** Dates in the window of which retention deleted rows that were never compacted. */
  readonly retired: readonly string[];
}

/** Finds hours by the catalog alone, never by a listing of folders. */
export interface HourFinder {
  /**
   * @param ask whether Bronze's logs are asked what Silver lacks: `needed`, when the catalog does not
   *   record every hour of the window
   */
  find(wanted: Wanted, ask: 'always' | 'needed' | 'never'): Promise<FoundHours>;
  /** The UTC dates that Bronze stored rows of, whether or not retention deleted them since, ascending. */
  dates(wanted: Pick<Wanted, 'dataset' | 'isWanted'>): Promise<string[]>;
  /** Whether retention deleted files that the hour was made of, so that it cannot be made again. */
  isFrozen(hour: RecordedHour): Promise<boolean>;
}

export function createHourFinder(catalog: SilverCatalog, bronze: CommittedFiles): HourFinder {
  return {
    find: async (wanted, ask) => {
      const { dataset, isWanted, window } = wanted;
      const days: SilverDay[] = [];
      for (const date of datesIn(window)) {
        days.push(await catalog.day(dataset, date));
      }
      const recorded = days.flatMap(({ date, hours }) =>
        hours
          .filter(({ partition }) => isWanted(partition))
          .map((record) => ({ dataset, date, record })),
      );
      const inWindow = ({ date, record: { hour } }: RecordedHour) => isIn(window, date, hour);
      const hours = recorded.filter((each) => each.record.output !== null && inWindow(each));
      const dates = new Set(recorded.map(({ date }) => date));
      const isProved = ask === 'needed' && days.every((day) => isWholeDay(wanted, day));
      if (ask === 'never' || isProved) {
        return { hours, absent: [], dates, retired: [] };
      }
      return { hours, ...(await askBronze(bronze, wanted, days, dates)) };
    },
    dates: async ({ dataset, isWanted }) => {
      const { files, retired } = await bronze.of(sourceOf(dataset).rows);
      const wanted = [...files, ...retired].filter(({ value }) => isWanted(value));
      return [...new Set(wanted.map(({ date }) => date))].sort();
    },
    isFrozen: async ({ dataset, record }) => {
      const { rows, greeks } = sourceOf(dataset);
      const inputs = new Set(record.inputs.map(({ key }) => key));
      const sources = greeks === undefined ? [rows] : [rows, greeks];
      const stored = await Promise.all(sources.map((each) => bronze.of(each)));
      return stored.some(({ retired }) => retired.some(({ file }) => inputs.has(file.key)));
    },
  };
}

/** Whether the catalog records every hour of the window, so that no Bronze can be missing in it. */
function isWholeDay({ dataset, symbol, window }: Wanted, day: SilverDay): boolean {
  return (
    symbol !== undefined &&
    hoursIn(dataset, day.date, window).every((hour) => day.hourOf(symbol, hour) !== undefined)
  );
}

async function askBronze(
  bronze: CommittedFiles,
  { dataset, isWanted, window }: Wanted,
  days: readonly SilverDay[],
  compacted: ReadonlySet<string>,
): Promise<Omit<FoundHours, 'hours'>> {
  const stored = await bronze.of(sourceOf(dataset).rows);
  const dayOf = new Map(days.map((day) => [day.date, day]));
  const dates = new Set(compacted);
  const absent = new Map<string, AbsentHour>();
  for (const placed of stored.files) {
    const { value, date, file } = placed;
    const day = dayOf.get(date);
    if (day === undefined || !isWanted(value)) {
      continue;
    }
    dates.add(date);
    const hour = hourNameOf(placed);
    const record = day.hourOf(value, hour);
    if (
      isIn(window, date, hour) &&
      !(record?.inputs.some(({ key }) => key === file.key) ?? false)
    ) {
      const name = `${date} ${hour ?? ''} ${value}`;
      const rows = (absent.get(name)?.rows ?? 0) + file.rows;
      absent.set(name, { value, date, hour, rows, late: record !== undefined });
    }
  }
  const retired = stored.retired.filter(
    (placed) =>
      isWanted(placed.value) &&
      isIn(window, placed.date, hourNameOf(placed)) &&
      dayOf.get(placed.date)?.hourOf(placed.value, hourNameOf(placed)) === undefined,
  );
  const inOrder = [...absent].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    absent: inOrder.map(([, hour]) => hour),
    dates,
    retired: [...new Set(retired.map(({ date }) => date))].sort(),
  };
}

function isIn(window: Window, date: string, hour: string | null): boolean {
  return !isEmpty(intersection(windowOfUnit(date, hour), window));
}
