import { openObjectStore, type LakeLocation } from '@assay/storage';
import { systemClock } from '@assay/telemetry';
import { createSilverReader } from '../../../src/index.js';
import { readVersion } from '../support/replaced-hour.js';

/**
 * `reading.ts LOCATION CACHE`: reads the hour that is being replaced until its input ends, and prints how
 * often it was which version.
 */
const [, , location, cacheFolder] = process.argv;
const store = await openObjectStore(JSON.parse(location) as LakeLocation, {
  cacheFolder,
  cacheMaxBytes: 1_000_000,
  clock: systemClock,
});
const reader = createSilverReader({ store });
const counts = { a: 0, b: 0 };
let isEnough = false;
process.stdin.on('data', () => {
  isEnough = true;
});
await readVersion(reader, 'table');
process.stdout.write('reading\n');
while (!isEnough) {
  counts[await readVersion(reader, 'table')] += 1;
  counts[await readVersion(reader, 'batches')] += 1;
}
await reader.close();
process.stdout.write(JSON.stringify(counts));
process.exit(0);
