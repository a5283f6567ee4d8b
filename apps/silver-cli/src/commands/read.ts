import { defineCommand, formatNumber, optionParser, wholeNumber } from '@assay/cli';
import type { CommandContext, CommandOutput } from '@assay/cli';
import type { RecordBatch } from 'apache-arrow';
import { explain } from '../explain.js';
import { openLake, type OpenLake } from '../lake/open-lake.js';
import { parseSchema, SCHEMA_HELP } from '../schema-option.js';
import { instant } from '../time-option.js';
import { withQuery } from '../with-query.js';
import { FORMATS } from './read/formats.js';
import { limitRows } from './read/limit-rows.js';
import { sayLack } from './read/say-lack.js';
import { rowsResult } from './read/rows-result.js';
import { plannedRead, type PlannedRead, type ReadOptions } from './read/planned-read.js';
import { writeFormat } from './read/write-format.js';
import { writeTable } from './read/write-table.js';

/** `silver-cli read`: rows of Silver, for people and for other programs. */
export const readCommand = defineCommand<ReadOptions>({
  name: 'read',
  summary: 'give the rows of a dataset in total order, as a table or for another program',
  examples: [
    'read --schema futures.trades --symbol ESH6 --date 2025-12-16',
    'read --schema futures.trades --root ES --contract front --from 2025-12-15 --to 2025-12-19 --format ndjson',
    'read --schema stocks.quotes --symbol IBM --date 2013-10-07 --filled --columns ts_event_ns,bid_px,ask_px',
    'read --schema futures.mbp10 --symbol ESH6 --date 2025-12-16 --start 2025-12-16T14:30:00Z --end 2025-12-16T14:31:00Z --output book.parquet',
  ],
  declare: (command) => {
    command
      .requiredOption('--schema <name>', SCHEMA_HELP, parseSchema)
      .option('--symbol <value>', 'the symbol (options: underlying), as the rows have it')
      .option('--root <root>', 'every outright contract of this product, such as ES; no spreads')
      .option('--contract <which>', 'with --root: front, the one traded most the session before')
      .option('--date <days>', 'this UTC date, or A..B')
      .option('--from <date>', 'the first UTC date …')
      .option('--to <date>', '… and the last')
      .option(
        '--start <instant>',
        'rows from this instant on (UTC, or ns)',
        optionParser('--start', instant),
      )
      .option('--end <instant>', 'rows before this instant', optionParser('--end', instant))
      .option('--columns <names>', 'these columns in this order, such as ts_event_ns,price,size')
      .option(
        '--calendar <name>',
        'with --contract: whose sessions, such as cme-es, for roots whose own are not known',
      )
      .option('--allow-missing', 'give what there is of the dates; what is not is said')
      .option('--fresh', 'refuse hours to which Bronze got events after they were compacted')
      .option('--filled', 'quotes: an absent side takes the last one before it on its date')
      .option(
        '--limit <n>',
        'at most so many rows (default: 20 for a table, else all)',
        optionParser('--limit', wholeNumber(1)),
      )
      .option(
        '--format <name>',
        `${FORMATS.join(', ')} (default: by the name of --output, else table)`,
      )
      .option('--output <file>', 'write there, over what is there, when all of it is written')
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const plan = plannedRead(options, context.json);
    const lake = await openLake(context, options.config, 'read');
    const { createSilverReader } = await import('@assay/silver');
    const { store, openPlace } = lake;
    try {
      return await withQuery(lake, async (query) => {
        await using reader = createSilverReader({ store, openPlace, query });
        const request = { ...plan.request, onLack: sayLack(context) };
        return await give(context, lake, plan, reader.readBatches(plan.dataset, request));
      });
    } catch (error) {
      throw explain(error, 'read');
    }
  },
});

async function give(
  context: CommandContext,
  lake: OpenLake,
  plan: PlannedRead,
  batches: AsyncIterable<RecordBatch>,
): Promise<CommandOutput> {
  const counted = limitRows(batches, plan.limit);
  if (plan.format === 'table') {
    const rows = await rowsResult(plan, counted);
    const result = {
      ...about(lake, plan),
      rows: counted.rows(),
      more: counted.isMore(),
      data: rows,
    };
    if (!context.json) {
      await writeTable(context, plan, rows);
    }
    return { result, text: rowsText(plan, counted) };
  }
  const progress = context.progress({ label: 'read', unit: 'rows' });
  const written = await writeFormat(context, lake, plan, counted, (rows) => progress.update(rows));
  progress.finish();
  return {
    result: { ...about(lake, plan), rows: counted.rows(), more: counted.isMore(), ...written },
    text: written.closed
      ? `standard output was closed: ended after ${formatNumber(counted.rows())} rows`
      : `${rowsText(plan, counted)}${plan.output === undefined ? '' : ` in ${plan.output}`}`,
  };
}

function about({ store }: OpenLake, { dataset, format, columns }: PlannedRead): object {
  return {
    lake: store.root,
    dataset: dataset.id,
    format,
    columns: columns.map(({ name }) => name),
  };
}

/** A limit is said aloud: a table that looks whole and is not would be a wrong answer. */
function rowsText(
  { limit, isLimitAsked }: PlannedRead,
  counted: ReturnType<typeof limitRows>,
): string {
  const rows = `${formatNumber(counted.rows())} ${counted.rows() === 1 ? 'row' : 'rows'}`;
  return counted.isMore() && limit !== undefined
    ? `the first ${rows}; there are more: give ${isLimitAsked ? 'a greater' : 'a'} --limit, or --format ndjson for all`
    : rows;
}
