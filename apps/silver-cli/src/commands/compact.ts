import {
  AnswerIsNo,
  defineCommand,
  lakeConfigFields,
  optionParser,
  stopOnSignal,
  wholeNumber,
  type CommandContext,
} from '@assay/cli';
import type { CompactOptions } from '@assay/silver';
import { openCompactor } from '../compactor.js';
import { explain } from '../explain.js';
import { openLake, type OpenLake } from '../lake/open-lake.js';
import { parseSchemas, SCHEMA_HELP } from '../schema-option.js';
import { callsOf, type CompactCommandOptions } from './compact/calls.js';
import { compactProgress } from './compact/compact-progress.js';
import { compactResult } from './compact/compact-result.js';
import { compactText } from './compact/compact-text.js';
import { runCalls } from './compact/run-calls.js';

const NS_PER_MS = 1_000_000n;

/** `silver-cli compact`: Bronze to Silver, an hour of a symbol at a time; what is done is not done twice. */
export const compactCommand = defineCommand<CompactCommandOptions>({
  name: 'compact',
  summary: 'make Silver of Bronze: each event once, one sorted file an hour',
  examples: [
    'compact --date 2025-12-16',
    'compact --date 2025-12-16..2025-12-19 --schema futures.trades --schema futures.mbp10',
    'compact --date 2025-12-16 --schema stocks.trades --symbol SPY --force',
    'compact --date 2025-12-16 --dry-run',
    'compact --all --schema options.trades_enriched --from 2025-12-01 --tolerance 5s',
    'compact --all --json',
  ],
  declare: (command) => {
    command
      .option(
        '--date <days>',
        'this UTC date, or A..B; those that Bronze holds nothing of are named',
      )
      .option('--all', "every date that Bronze's logs or Silver's catalog have")
      .option('--from <date>', 'with --all: from this date on')
      .option('--to <date>', 'with --all: up to this date')
      .option('--schema <name>', `${SCHEMA_HELP}; may be repeated (default: all)`, parseSchemas)
      .option('--symbol <value>', 'of this symbol (options: underlying) alone')
      .option('--force', 'rebuild hours that are as they should be, too')
      .option('--digests', 'with --all: read every Silver file, too (--date always does)')
      .option('--dry-run', 'say what would be rebuilt and why; write nothing')
      .option(
        '--collapse-ambiguous',
        'take equal events without run and seq as one (default: keep and count them)',
      )
      .option(
        '--tolerance <span>',
        'greatest age of greeks that an option print is joined to, up to 24h (default: SILVER_TOLERANCE)',
        optionParser('--tolerance', lakeConfigFields.SILVER_TOLERANCE.kind),
      )
      .option(
        '--threads <n>',
        'cores to use (default: SILVER_THREADS); no byte depends on it',
        optionParser('--threads', wholeNumber(1, 256)),
      )
      .option(
        '--memory <size>',
        'memory to use, 256MiB or more (default: SILVER_MEMORY)',
        optionParser('--memory', lakeConfigFields.SILVER_MEMORY.kind),
      )
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const calls = callsOf(options);
    const isDryRun = options.dryRun === true;
    const lake = await openLake(context, options.config, isDryRun ? 'read' : 'write');
    const outcome = await compact(context, lake, options, calls);
    const result = compactResult(lake.store.root, isDryRun, outcome);
    const text = compactText(outcome, { isDryRun, isVerbose: context.verbose });
    if (outcome.failures.length + outcome.notRun.length > 0 || outcome.isStopped) {
      throw new AnswerIsNo(text, result);
    }
    return { result, text };
  },
});

async function compact(
  context: CommandContext,
  lake: OpenLake,
  options: CompactCommandOptions,
  calls: ReturnType<typeof callsOf>,
) {
  const compactor = await openCompactor(lake, options);
  const { signal, ended } = stopOnSignal(context);
  const progress = compactProgress(context, calls);
  try {
    return await runCalls(compactor, calls, compactOptions(lake, options), {
      signal,
      onProgress: progress.told,
    });
  } catch (error) {
    throw explain(error, 'write');
  } finally {
    progress.finish();
    ended();
    await compactor.close();
  }
}

function compactOptions(
  { config }: OpenLake,
  { symbol, force, digests, dryRun, collapseAmbiguous, tolerance }: CompactCommandOptions,
): CompactOptions {
  return {
    force: force === true,
    ...(digests === undefined ? {} : { digests }),
    dryRun: dryRun === true,
    collapseAmbiguous: collapseAmbiguous === true,
    toleranceNs: BigInt(tolerance ?? config.SILVER_TOLERANCE) * NS_PER_MS,
    ...(symbol === undefined ? {} : { partition: symbol }),
  };
}
