import { dateOfDay, dayOfDate, isOutrightOf, type Dataset } from '@assay/schemas';
import { BronzeError } from '../errors.js';

/** What to read. Dates are UTC; event times are `[startNs, endNs)`. */
export interface ReadRequest {
  /** The partition value: a symbol or an underlying, exactly as the rows carry it. */
  readonly symbol?: string;
  /** A futures product root (`ES`): all its outright contracts. Spreads are not among them. */
  readonly root?: string;
  /** One UTC date, `YYYY-MM-DD`. */
  readonly date?: string;
  /** The first and last UTC date, both included. */
  readonly range?: { readonly from: string; readonly to: string };
  readonly startNs?: bigint;
  readonly endNs?: bigint;
  /** Columns wanted, in this order (default: the dataset's own; `_pos`, `_run`, `_run_pos` on demand). */
  readonly columns?: readonly string[];
  /** Give an empty table where a date has no data, instead of the error `NO_DATA`. */
  readonly allowMissing?: boolean;
}

/** The UTC dates a request asks for, ascending. */
export function requestedDates(request: ReadRequest): string[] {
  const { date, range } = request;
  if ((date === undefined) === (range === undefined)) {
    throw new BronzeError('BAD_REQUEST', 'expected either "date" or "range"');
  }
  const first = dayNumber(range?.from ?? date ?? '');
  const last = dayNumber(range?.to ?? date ?? '');
  if (first > last) {
    throw new BronzeError(
      'BAD_REQUEST',
      `range: expected "from" not after "to", was ${dateOfDay(first)}..${dateOfDay(last)}`,
    );
  }
  return Array.from({ length: last - first + 1 }, (_, index) => dateOfDay(first + index));
}

/** Whether a partition value is wanted. */
export function partitionFilter(
  dataset: Dataset,
  request: ReadRequest,
): (value: string) => boolean {
  const { symbol, root } = request;
  if ((symbol === undefined) === (root === undefined)) {
    const column = dataset.partition.column;
    throw new BronzeError('BAD_REQUEST', `expected either "symbol" (the ${column}) or "root"`);
  }
  return root === undefined ? (value) => value === symbol : (value) => isOutrightOf(root, value);
}

function dayNumber(date: string): number {
  const day = dayOfDate(date);
  if (day === undefined) {
    throw new BronzeError('BAD_REQUEST', `expected a date YYYY-MM-DD, was "${date}"`);
  }
  return day;
}
