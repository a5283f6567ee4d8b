import { createRequire } from 'node:module';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

const { name, version } = createRequire(import.meta.url)('../package.json') as Manifest;

/** What wrote a file, in its footer: this package and its release, e.g. `@assay/gold 0.1.0`. */
export const WRITER_RELEASE = `${name} ${version}`;
