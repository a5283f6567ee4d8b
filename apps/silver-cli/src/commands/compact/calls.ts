import { CommandFailure, parseDate, parseDates } from '@assay/cli';
import type { Dataset } from '@assay/schemas';
import type { CompactOptions, Compactor, HourResult } from '@assay/silver';
import type { EngineLimits } from '../../compactor.js';
import { SILVER_DATASETS } from '../../schema-option.js';

/** Options of `silver-cli compact`. */
export interface CompactCommandOptions extends EngineLimits {
  readonly date?: string;
  readonly all?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly schema?: readonly Dataset[];
  readonly symbol?: string;
  readonly force?: boolean;
  readonly digests?: boolean;
  readonly dryRun?: boolean;
  readonly collapseAmbiguous?: boolean;
  /** Milliseconds. */
  readonly tolerance?: number;
  readonly config?: string;
}

/** One call of the compactor. */
export interface CompactCall {
  /** What it is about, as a person names it. */
  readonly about: string;
  /** Whether a person should know when Bronze holds nothing of it. */
  readonly isAsked: boolean;
  run(compactor: Compactor, options: CompactOptions): Promise<HourResult[]>;
}

/** The calls that a command line asks for, in their order. Throws `BAD_USAGE` where it contradicts itself. */
export function callsOf(options: CompactCommandOptions): CompactCall[] {
  const { date, all, from, to, schema } = options;
  if ((date === undefined) === (all !== true)) {
    const was = date === undefined ? 'neither' : 'both';
    throw new CommandFailure('BAD_USAGE', `expected either --date or --all, was ${was}`, {
      next: 'give --date 2025-12-16, --date A..B, or --all for every date that Bronze holds',
    });
  }
  if (date === undefined) {
    return callsOfAll(schema, datesOf(from, to));
  }
  if (from !== undefined || to !== undefined) {
    throw new CommandFailure('BAD_USAGE', '--from, --to: expected --all beside them, was --date', {
      next: 'give --date A..B, or --all --from A --to B',
    });
  }
  return parseDates(date, '--date').dates.flatMap((day) =>
    schema === undefined ? [callOfAllSchemas(day)] : schema.map((each) => callOfDate(each, day)),
  );
}

function callOfAllSchemas(day: string): CompactCall {
  return {
    about: day,
    isAsked: true,
    run: (compactor, options) => compactor.compactAllSchemas(day, options),
  };
}

function callOfDate(dataset: Dataset, day: string): CompactCall {
  return {
    about: `${dataset.id} on ${day}`,
    isAsked: true,
    run: (compactor, options) => compactor.compactDate(day, { ...options, dataset }),
  };
}

function callsOfAll(
  schema: readonly Dataset[] | undefined,
  range: { readonly start?: string; readonly end?: string },
): CompactCall[] {
  return (schema ?? SILVER_DATASETS).map((dataset) => ({
    about: dataset.id,
    isAsked: schema !== undefined,
    run: (compactor, options) => compactor.compactAllDates(dataset, { ...options, ...range }),
  }));
}

function datesOf(from: string | undefined, to: string | undefined) {
  const start = from === undefined ? {} : { start: parseDate(from, '--from') };
  const end = to === undefined ? {} : { end: parseDate(to, '--to') };
  if (from !== undefined && to !== undefined) {
    // Says so when the second is before the first.
    parseDates(`${from.trim()}..${to.trim()}`, '--from, --to');
  }
  return { ...start, ...end };
}
