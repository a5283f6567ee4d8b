import { CommandFailure, parseDate, parseDates } from '@assay/cli';
import { silverColumns, type Column, type Dataset } from '@assay/schemas';
import type { SilverReadRequest } from '@assay/silver';
import { formatOf, type Format } from './formats.js';

/** Options of `silver-cli read`. */
export interface ReadOptions {
  readonly schema: Dataset;
  readonly symbol?: string;
  readonly root?: string;
  readonly contract?: string;
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly start?: bigint;
  readonly end?: bigint;
  readonly columns?: string;
  readonly filled?: boolean;
  readonly calendar?: string;
  readonly allowMissing?: boolean;
  readonly fresh?: boolean;
  readonly limit?: number;
  readonly format?: string;
  readonly output?: string;
  readonly config?: string;
}

/** What is read, and how it is given. */
export interface PlannedRead {
  readonly dataset: Dataset;
  readonly request: SilverReadRequest;
  readonly columns: readonly Column[];
  readonly format: Format;
  readonly output: string | undefined;
  /** Rows to give at most; undefined: all. */
  readonly limit: number | undefined;
  /** Whether a person gave the limit. */
  readonly isLimitAsked: boolean;
}

const TABLE_ROWS = 20;

/** What the options ask for. Throws `BAD_USAGE` or `BAD_INPUT` where they contradict themselves. */
export function plannedRead(options: ReadOptions, isJson: boolean): PlannedRead {
  const { schema: dataset, output } = options;
  const format = formatOf(options, isJson);
  const columns = columnsOf(dataset, options.columns);
  const { start, end, filled, allowMissing, fresh } = options;
  if (start !== undefined && end !== undefined && end <= start) {
    throw badUsage(
      '--end: expected an instant after --start, was not',
      'give the later one as --end',
    );
  }
  return {
    dataset,
    columns,
    format,
    output,
    isLimitAsked: options.limit !== undefined,
    limit: options.limit ?? (format === 'table' ? TABLE_ROWS : undefined),
    request: {
      ...datesOf(options),
      ...whichOf(options),
      columns: columns.map(({ name }) => name),
      ...(start === undefined ? {} : { startNs: start }),
      ...(end === undefined ? {} : { endNs: end }),
      ...(filled === true ? { filled } : {}),
      ...(allowMissing === true ? { allowMissing } : {}),
      ...(fresh === true ? { fresh } : {}),
    },
  };
}

function datesOf({ date, from, to }: ReadOptions) {
  if ((date === undefined) === (from === undefined && to === undefined)) {
    const was = date === undefined ? 'neither' : 'both';
    throw badUsage(`expected either --date, or --from and --to, was ${was}`, 'give one of them');
  }
  if (date !== undefined) {
    const { first, last } = parseDates(date, '--date');
    return first === last ? { date: first } : { from: first, to: last };
  }
  if (from === undefined || to === undefined) {
    const missing = from === undefined ? '--from' : '--to';
    throw badUsage(`${missing}: expected a date beside the other one, was none`, `give ${missing}`);
  }
  parseDates(`${from.trim()}..${to.trim()}`, '--from, --to');
  return { from: parseDate(from, '--from'), to: parseDate(to, '--to') };
}

function whichOf({ symbol, root, contract, calendar }: ReadOptions) {
  if ((symbol === undefined) === (root === undefined)) {
    const was = symbol === undefined ? 'neither' : 'both';
    throw badUsage(`expected either --symbol or --root, was ${was}`, 'give one of them');
  }
  if (symbol !== undefined && contract !== undefined) {
    throw badUsage('--contract: expected --root beside it, was --symbol', 'give --root ES');
  }
  if (contract !== undefined && contract !== 'front') {
    throw badUsage(`--contract: expected front, was "${contract}"`, 'give --contract front');
  }
  if (calendar !== undefined && contract === undefined) {
    throw badUsage('--calendar: expected --contract beside it, was none', 'give --contract front');
  }
  return {
    ...(symbol === undefined ? {} : { symbol }),
    ...(root === undefined ? {} : { root }),
    ...(contract === undefined ? {} : { contract: 'front' as const }),
    // The reader knows which there are.
    ...(calendar === undefined ? {} : { calendar: calendar as SilverReadRequest['calendar'] }),
  };
}

/** The columns named, in their order; the dataset's own when none is. */
function columnsOf(dataset: Dataset, named: string | undefined): readonly Column[] {
  if (named === undefined) {
    return dataset.columns;
  }
  const known = silverColumns(dataset);
  return named.split(',').map((part) => {
    const column = known.find(({ name }) => name === part.trim());
    if (column === undefined) {
      const names = known.map(({ name }) => name).join(', ');
      throw badUsage(
        `--columns: expected columns of ${dataset.id} (${names}), was "${part.trim()}"`,
        'name them with commas between them',
      );
    }
    return column;
  });
}

function badUsage(message: string, next: string): CommandFailure {
  return new CommandFailure('BAD_USAGE', message, { next });
}
