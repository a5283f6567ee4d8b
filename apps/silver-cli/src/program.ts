import { createRequire } from 'node:module';
import { createProgram } from '@assay/cli';
import { compactCommand } from './commands/compact.js';
import { qualityCommand } from './commands/quality.js';
import { readCommand } from './commands/read.js';
import { statusCommand } from './commands/status.js';

const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** The commands of `silver-cli`. */
export const program = createProgram({
  name: 'silver-cli',
  version: manifest.version,
  description: 'Compacts Bronze into Silver, and reads it.',
  commands: [compactCommand, readCommand, statusCommand, qualityCommand],
});
