import { resolve } from 'node:path';
import { lakeUri } from '@assay/storage';
import type { Component } from './components.js';
import type { ServicePlaces } from './config.js';

const LINE = '='.repeat(60);
const STORAGE = { local: 'local storage', s3: 'S3' } as const;

/** What a person wants to know when the service starts: where data goes, which log, which port. */
export function banner(
  places: ServicePlaces,
  options: {
    readonly url: string;
    readonly log: string;
    readonly demo: boolean;
    readonly batch: string;
    readonly components: ReadonlySet<Component>;
    /** What the signals are of. */
    readonly underlying: string;
  },
): string {
  const { components, underlying } = options;
  const lake = lakeUri(places.lake);
  const storage = STORAGE[places.lake.kind];
  const lines = [
    ...(components.has('bronze') ? [`  Bronze:     ${lake}/bronze (${storage})`] : []),
    ...(components.has('signals') ? [`  Signals:    levels of ${underlying}, into Gold`] : []),
    ...(components.has('signals') || components.has('gold')
      ? [`  Gold:       ${lake}/gold/streaming (${storage})`]
      : []),
    `  Event log:  ${options.log}`,
    `  Batches:    ${options.batch}`,
    `  HTTP:       ${options.url}  (/health /ready /metrics /version, POST /ingest/<dataset>)`,
  ];
  if (options.demo) {
    lines.push('  Market:     simulated, in real time (ES, SPY and SPY options); not real prices');
    lines.push(`              session kept in ${resolve(places.sessionFile)}`);
  }
  return [LINE, 'LAKE SERVICE', LINE, ...lines, LINE].join('\n');
}
