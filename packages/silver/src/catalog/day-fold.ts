import {
  NO_SILVER_ENTRY_SHA256,
  parseSilverEntry,
  SchemaError,
  sha256Hex,
  type Dataset,
  type SilverEntry,
  type SilverHour,
} from '@assay/schemas';
import { compareKeys } from '@assay/storage';
import { SilverError } from '../errors.js';
import type { SilverDay } from './silver-day.js';

interface HourLine {
  readonly record: SilverHour;
  readonly entry: number;
  readonly history: readonly string[];
  readonly before: HourLine | undefined;
}

/** Folds the entries of one day, one after another. What `day` gives never changes. */
export class DayFold {
  private readonly dataset: Dataset;
  private readonly date: string;
  private lines = new Map<string, HourLine>();
  /** Whether a day that was given holds on to `lines`. */
  private isShared = false;
  private number = 0;
  private sha256 = NO_SILVER_ENTRY_SHA256;

  constructor(dataset: Dataset, date: string) {
    this.dataset = dataset;
    this.date = date;
  }

  /** Number of the last entry folded in. */
  get head(): number {
    return this.number;
  }

  /** Throws `BAD_CATALOG` for what is not the entry after the last; the fold is of no use then. */
  add(bytes: Uint8Array, key: string): void {
    const entry = parsed(bytes, key);
    const { dataset, date } = this;
    expectSame(key, 'dataset', dataset.id, entry.dataset);
    expectSame(key, 'date', date, entry.date);
    expectSame(key, 'number', this.number + 1, entry.number);
    expectSame(key, 'prev_sha256', this.sha256, entry.prev_sha256);
    const lines = this.isShared ? new Map(this.lines) : this.lines;
    this.isShared = false;
    for (const record of entry.hours) {
      const name = nameOf(record.partition, record.hour);
      const before = lines.get(name);
      if (before?.entry === entry.number) {
        throw badCatalog(key, `expected one record an hour, was two of ${name}`);
      }
      lines.set(name, lineOf(record, entry.number, before));
    }
    this.lines = lines;
    this.number = entry.number;
    this.sha256 = sha256Hex(bytes);
  }

  day(): SilverDay {
    const { dataset, date, lines, number, sha256 } = this;
    this.isShared = true;
    let sorted: readonly SilverHour[] | undefined;
    const lineOfHour = (partition: string, hour: string | null) =>
      lines.get(nameOf(partition, hour));
    return {
      dataset,
      date,
      head: number,
      headSha256: sha256,
      get hours() {
        sorted ??= [...lines.values()].map(({ record }) => record).sort(byPlace);
        return sorted;
      },
      hourOf: (partition, hour) => lineOfHour(partition, hour)?.record,
      entryOf: (partition, hour) => lineOfHour(partition, hour)?.entry ?? 0,
      historyOf: (partition, hour) => lineOfHour(partition, hour)?.history ?? [],
      recordsOf: (partition, hour) => recordsIn(lineOfHour(partition, hour)),
    };
  }
}

/**
 * The error of a catalog that this release cannot go by. What was made of Bronze can be made once more, as
 * long as Bronze has it.
 */
export function badCatalog(key: string, words: string, cause?: unknown): SilverError {
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  return new SilverError(
    'BAD_CATALOG',
    `${key}: ${words}: bring the entry back from a copy of the lake; or, where retention took no Bronze of that ` +
      `date, move ${folder} out of the lake and compact the date again (what retention took cannot be made anew)`,
    cause === undefined ? {} : { cause },
  );
}

function parsed(bytes: Uint8Array, key: string): SilverEntry {
  try {
    return parseSilverEntry(bytes, key);
  } catch (error) {
    if (error instanceof SchemaError) {
      const words = error.message.startsWith(`${key}: `)
        ? error.message.slice(key.length + 2)
        : error.message;
      throw badCatalog(key, `${words} (what a later release wrote, that release reads)`, error);
    }
    throw error;
  }
}

function expectSame(key: string, what: string, expected: unknown, was: unknown): void {
  if (expected !== was) {
    throw badCatalog(
      key,
      `expected ${what} ${String(expected)}, was ${String(was)}: it, or an entry before it, is missing or ` +
        'was changed',
    );
  }
}

function lineOf(record: SilverHour, entry: number, before: HourLine | undefined): HourLine {
  const { output } = record;
  const history = before?.history ?? [];
  const isKnown = output === null || history.includes(output.sha256);
  return { record, entry, history: isKnown ? history : [...history, output.sha256], before };
}

function recordsIn(last: HourLine | undefined): SilverHour[] {
  const records: SilverHour[] = [];
  for (let line = last; line !== undefined; line = line.before) {
    records.push(line.record);
  }
  return records.reverse();
}

function nameOf(partition: string, hour: string | null): string {
  return `${hour ?? '--'} ${partition}`;
}

function byPlace(a: SilverHour, b: SilverHour): number {
  return compareKeys(a.partition, b.partition) || compareKeys(a.hour ?? '', b.hour ?? '');
}
