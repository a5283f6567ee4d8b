import { createRequire } from 'node:module';
import { createProgram } from '@assay/cli';

const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** The commands of `silver-cli`. */
export const program = createProgram({
  name: 'silver-cli',
  version: manifest.version,
  description: 'Compacts Bronze into Silver, and reads it.',
  commands: [],
});
