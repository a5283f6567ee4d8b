import { CommandFailure, defineCommand, parseDate, toPlain } from '@assay/cli';
import type { Dataset } from '@assay/schemas';
import { explain } from '../explain.js';
import { openLake } from '../lake/open-lake.js';
import { parseSchema, SCHEMA_HELP } from '../schema-option.js';
import { withQuery } from '../with-query.js';
import { qualityText } from './quality/quality-text.js';
import { snakeCase } from './quality/snake-case.js';

interface QualityOptions {
  readonly date: string;
  readonly schema?: Dataset;
  readonly symbol?: string;
  readonly config?: string;
}

/** `silver-cli quality`: what a date's data are like. It measures; whether that is good is for people to say. */
export const qualityCommand = defineCommand<QualityOptions>({
  name: 'quality',
  summary: 'measure a date: gaps, books, contracts, lateness, duplicates, enrichment',
  examples: [
    'quality --date 2025-12-16',
    'quality --date 2025-12-16 --schema futures.mbp10 --symbol ESH6',
    'quality --date 2025-12-16 --json | jq .partitions[].rows',
  ],
  declare: (command) => {
    command
      .requiredOption('--date <date>', 'the UTC date')
      .option('--schema <name>', `${SCHEMA_HELP} (default: all)`, parseSchema)
      .option('--symbol <value>', 'of this symbol (options: underlying) alone')
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const date = parseDate(options.date, '--date');
    const { schema, symbol } = options;
    const lake = await openLake(context, options.config, 'read');
    const { qualityOf } = await import('@assay/silver');
    const { store, openPlace } = lake;
    context.status('measuring');
    try {
      const wanted = {
        ...(schema === undefined ? {} : { dataset: schema }),
        ...(symbol === undefined ? {} : { partition: symbol }),
      };
      const report = await withQuery(lake, (query) =>
        qualityOf({ store, openPlace, query }, date, wanted),
      );
      if (report.partitions.length === 0) {
        throw nothing(store.root, options);
      }
      const result = { lake: store.root, ...(snakeCase(toPlain(report)) as object) };
      return { result, text: qualityText(report) };
    } catch (error) {
      throw explain(error, 'read');
    } finally {
      context.status(undefined);
    }
  },
});

function nothing(lake: string, { date, schema, symbol }: QualityOptions): CommandFailure {
  const what = [schema?.id, symbol].filter(Boolean).join(' ');
  const message = `${lake}: expected rows${what === '' ? '' : ` of ${what}`} on ${date}, was nothing`;
  return new CommandFailure('MISSING_DATA', message, {
    next: 'name what the lake has: "silver-cli status" lists it',
  });
}
