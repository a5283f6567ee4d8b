import { createRequire } from 'node:module';

/** What `/version` tells. */
export interface ServiceVersion {
  readonly name: string;
  readonly version: string;
  readonly node: string;
}

/** The version of this package, as its manifest says it. */
export function readVersion(): ServiceVersion {
  const manifest = createRequire(import.meta.url)('../package.json') as {
    readonly version: string;
  };
  return { name: 'lake-service', version: manifest.version, node: process.version };
}
