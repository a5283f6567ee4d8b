import { openQuerySession } from '@assay/query';
import { futuresTrades } from '@assay/schemas';
import { buildHour } from '../../src/compaction/build-hour.js';

/*
 * Builds one hour in a process of its own, to measure its memory. Usage:
 * build-in-child.ts OUTPUT SPILL_FOLDER MEMORY_LIMIT_MIB INPUT…
 */
const [file = '', spillFolder = '', limit = '', ...paths] = process.argv.slice(2);
const session = await openQuerySession({
  memoryLimitBytes: Number(limit) * 1024 * 1024,
  spillFolder,
});
const started = performance.now();
const built = await buildHour(session, {
  dataset: futuresTrades,
  files: paths.map((path) => ({ path, shard: 'market' })),
  collapseAmbiguous: false,
  file,
  footer: { 'assay.dataset': futuresTrades.id },
});
const seconds = (performance.now() - started) / 1_000;
session.close();
const { rowsRead, rowsWritten } = built;
const peakMib = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ rowsRead, rowsWritten, seconds, peakMib }));
