import { createRequire } from 'node:module';
import { createProgram } from '@assay/cli';
import { compactCommand } from './commands/compact.js';
import { qualityCommand } from './commands/quality.js';
import { readCommand } from './commands/read.js';
import { statusCommand } from './commands/status.js';
import { SILVER_DATASETS } from './schema-option.js';

const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** The commands of `silver-cli`. */
export const program = createProgram({
  name: 'silver-cli',
  version: manifest.version,
  description: [
    'Compacts Bronze into Silver, and reads it.',
    '',
    'The lake is DATA_ROOT: a folder, or s3://bucket/prefix (in assay.yaml, too).',
    'Exit codes: 0 done, or all is well; 1 the answer is no, or some hours failed;',
    '  2 it could not run. Each failure says what to do next.',
    `Datasets (--schema): ${SILVER_DATASETS.map(({ name }) => name).join(', ')}.`,
  ].join('\n'),
  commands: [compactCommand, readCommand, statusCommand, qualityCommand],
});
