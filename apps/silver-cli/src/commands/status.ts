import { AnswerIsNo, CommandFailure, defineCommand, parseDates } from '@assay/cli';
import type { Dataset } from '@assay/schemas';
import type { Compactor, HourStatus } from '@assay/silver';
import { openCompactor } from '../compactor.js';
import { explain } from '../explain.js';
import { openLake } from '../lake/open-lake.js';
import { parseSchemas, SCHEMA_HELP } from '../schema-option.js';
import { isClean, statusResult, type StatusReport } from './status/status-report.js';
import { statusText } from './status/status-text.js';

interface StatusOptions {
  readonly date?: string;
  readonly schema?: readonly Dataset[];
  readonly symbol?: string;
  readonly digests?: boolean;
  readonly gc?: boolean;
  readonly config?: string;
}

/** `silver-cli status`: which hours of Bronze are in Silver, and what killed compactions have left. */
export const statusCommand = defineCommand<StatusOptions>({
  name: 'status',
  summary:
    'say which days are compacted, stale, missing, frozen or failing; exit 1 unless all is well',
  examples: [
    'status',
    'status --date 2025-12-16..2025-12-19 --schema futures.trades --symbol ESH6',
    'status --date 2025-12-16 --verbose',
    'status --gc',
    'status --json | jq .counts',
  ],
  declare: (command) => {
    command
      .option('--date <days>', 'this UTC date, or A..B (default: all that Bronze or Silver has)')
      .option('--schema <name>', `${SCHEMA_HELP}; may be repeated (default: all)`, parseSchemas)
      .option('--symbol <value>', 'of this symbol (options: underlying) alone')
      .option(
        '--digests',
        'read every Silver file, too: finds one that was changed and kept its size (default: with --date)',
      )
      .option('--gc', 'remove what killed compactions have left, and say what it was')
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const dates = options.date === undefined ? undefined : parseDates(options.date, '--date');
    const access = options.gc === true ? 'write' : 'read';
    const lake = await openLake(context, options.config, access);
    const compactor = await openCompactor(lake, {});
    context.status('looking at Bronze’s logs and Silver’s catalog');
    let report: StatusReport;
    try {
      const hours = await statusOf(compactor, options, dates);
      const garbage = await compactor.collectGarbage({ remove: options.gc === true });
      report = { lake: lake.store.root, hours, garbage };
    } catch (error) {
      throw explain(error, access);
    } finally {
      context.status(undefined);
      await compactor.close();
    }
    refuseNothing(report, options);
    const result = statusResult(report);
    const text = statusText(report, { isVerbose: context.verbose, isGc: options.gc === true });
    if (!isClean(report)) {
      throw new AnswerIsNo(text, result);
    }
    return { result, text };
  },
});

async function statusOf(
  compactor: Compactor,
  { schema, symbol, digests }: StatusOptions,
  dates: { readonly first: string; readonly last: string } | undefined,
): Promise<HourStatus[]> {
  const request = {
    ...(dates === undefined ? {} : { start: dates.first, end: dates.last }),
    digests: digests ?? dates !== undefined,
    ...(symbol === undefined ? {} : { partition: symbol }),
  };
  if (schema === undefined) {
    return compactor.status(request);
  }
  const hours: HourStatus[] = [];
  for (const dataset of schema) {
    hours.push(...(await compactor.status({ ...request, dataset })));
  }
  return hours;
}

/** An answer about nothing would look like "all is well". */
function refuseNothing({ lake, hours }: StatusReport, options: StatusOptions): void {
  const { date, schema, symbol, gc } = options;
  if (hours.length > 0 || gc === true) {
    return;
  }
  const asked = [...(schema ?? []).map(({ id }) => id), symbol, date].filter(Boolean).join(' ');
  const what = asked === '' ? 'rows' : `rows of ${asked}`;
  throw new CommandFailure('MISSING_DATA', `${lake}: expected ${what} in Bronze, was nothing`, {
    next: 'name what the lake has ("silver-cli status" lists it), or bring it in by feed-cli',
  });
}
