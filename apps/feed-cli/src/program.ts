import { createRequire } from 'node:module';
import { createProgram } from '@assay/cli';
import { backfillCommand } from './commands/backfill.js';
import { publishCommand } from './commands/publish.js';
import { simulateCommand } from './commands/simulate.js';

const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** The commands of `feed-cli`. */
export const program = createProgram({
  name: 'feed-cli',
  version: manifest.version,
  description: 'Brings market data into the lake.',
  commands: [backfillCommand, simulateCommand, publishCommand],
});
