import type { CalendarName } from '@assay/calendar';
import { dateOfDay, dayOfDate, isOutrightOf, silverColumns, type Dataset } from '@assay/schemas';
import { SilverError } from '../errors.js';
import type { AbsentHour } from './find-hours.js';

/** Which rows and columns. Event times are `[startNs, endNs)`, int64 ns UTC. */
export interface ReadSelection {
  /** The partition value: a symbol or an underlying, exactly as the rows carry it. */
  readonly symbol?: string;
  /** A futures product root (`ES`): all its outright contracts. Spreads are not among them. */
  readonly root?: string;
  /** Every partition value there is. */
  readonly all?: true;
  /**
   * With `root`: per session the one contract with the greatest volume in the session before, which was
   * known when the session began. An instant between two sessions counts for the one to come.
   */
  readonly contract?: 'front';
  /** The calendar whose sessions `contract` goes by (default: by the root). */
  readonly calendar?: CalendarName;
  readonly startNs?: bigint;
  readonly endNs?: bigint;
  /** Columns wanted, in this order (default: the dataset's own; `_ord` on demand). */
  readonly columns?: readonly string[];
  /**
   * Quotes: an absent side takes price and size of the last one of the same symbol before it on its UTC
   * date, also from before `startNs`. Never from after it, so that what precedes the first stays absent.
   */
  readonly filled?: boolean;
  /** Give what there is where dates or hours are missing, instead of `NO_DATA` and `NOT_COMPACTED`. */
  readonly allowMissing?: boolean;
  /** Refuse (`NOT_COMPACTED`) hours for which Bronze holds files that came after they were compacted. */
  readonly fresh?: boolean;
  /** Told before the first row when the answer lacks something; again when the read begins anew. */
  readonly onLack?: (lack: ReadLack) => void;
}

/** What the rows of an answer do not hold. */
export interface ReadLack {
  /** UTC dates without anything, which `allowMissing` passed over. */
  readonly dates: readonly string[];
  /** Hours that were not compacted, which `allowMissing` passed over. */
  readonly hours: readonly AbsentHour[];
  /**
   * Hours to which Bronze got files after they were compacted: they are read as they were. Known where
   * Bronze had to be asked for something; always with `fresh`, which refuses them.
   */
  readonly late: readonly AbsentHour[];
}

/** Rows of one UTC date, `YYYY-MM-DD`. */
export interface ReadDateRequest extends ReadSelection {
  readonly date: string;
}

/** Rows of the UTC dates `from` to `to`, both included. */
export interface ReadDateRangeRequest extends ReadSelection {
  readonly from: string;
  readonly to: string;
}

/** One UTC date, or a range of them. */
export type SilverReadRequest = ReadDateRequest | ReadDateRangeRequest;

const KEYS: ReadonlySet<string> = new Set([
  ...['date', 'from', 'to', 'symbol', 'root', 'all', 'contract', 'calendar', 'startNs', 'endNs'],
  ...['columns', 'filled', 'allowMissing', 'fresh', 'onLack'],
]);

/** Throws `BAD_REQUEST` for what a reader does not know: `start` for `startNs` would read the whole date. */
export function assertKnownKeys(request: SilverReadRequest): void {
  const unknown = Object.keys(request).find((key) => !KEYS.has(key));
  if (unknown !== undefined) {
    throw badRequest(`expected ${[...KEYS].join(', ')} in a request, was "${unknown}"`);
  }
}

/** The UTC dates a request asks for, ascending. Throws `BAD_REQUEST`. */
export function requestedDates(request: SilverReadRequest): string[] {
  const { date, from, to }: Partial<ReadDateRequest & ReadDateRangeRequest> = request;
  const isRange = from !== undefined || to !== undefined;
  if ((date !== undefined) === isRange) {
    throw badRequest('expected either "date", or "from" and "to"');
  }
  const first = dayNumber(from ?? date ?? '');
  const last = dayNumber(to ?? date ?? '');
  if (first > last) {
    throw badRequest(
      `expected "from" not after "to", was ${dateOfDay(first)} to ${dateOfDay(last)}`,
    );
  }
  return Array.from({ length: last - first + 1 }, (_, index) => dateOfDay(first + index));
}

/** Whether a partition value is wanted. Throws `BAD_REQUEST`. */
export function partitionFilter(
  dataset: Dataset,
  { symbol, root, all }: ReadSelection,
): (value: string) => boolean {
  if ([symbol, root, all].filter((each) => each !== undefined).length !== 1) {
    const { column } = dataset.partition;
    throw badRequest(`expected one of "symbol" (the ${column}), "root" and "all"`);
  }
  if (all !== undefined) {
    return () => true;
  }
  return root === undefined ? (value) => value === symbol : (value) => isOutrightOf(root, value);
}

/** The names of the columns that a request asks for, in its order. Throws `BAD_REQUEST`. */
export function requestedNames(dataset: Dataset, { columns }: ReadSelection): readonly string[] {
  if (columns === undefined) {
    return dataset.columns.map(({ name }) => name);
  }
  if (columns.length === 0) {
    throw badRequest(`expected columns of ${dataset.id}, was an empty list`);
  }
  const known = silverColumns(dataset).map(({ name }) => name);
  const unknown = columns.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw badRequest(`expected columns of ${dataset.id} (${known.join(', ')}), was "${unknown}"`);
  }
  return columns;
}

/** A request as a person would name it in an error: `futures.trades.v1 ESZ5`. */
export function nameOf(dataset: Dataset, { symbol, root, contract }: ReadSelection): string {
  const front = contract === undefined ? '' : ` ${contract}`;
  return `${dataset.id} ${symbol ?? (root === undefined ? 'all' : `root ${root}${front}`)}`;
}

export function badRequest(message: string, cause?: unknown): SilverError {
  return new SilverError('BAD_REQUEST', message, cause === undefined ? {} : { cause });
}

function dayNumber(date: string): number {
  const day = dayOfDate(date);
  if (day === undefined) {
    throw badRequest(`expected a date YYYY-MM-DD, was "${date}"`);
  }
  return day;
}
