/** Works on a lake in S3, and prints whether the library of AWS was loaded and how often Node warned. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { createS3Store, type S3LakeLocation } from '../../src/index.js';

let warnings = 0;
process.on('warning', () => {
  warnings += 1;
});
const { cache } = createRequire(import.meta.url);
const isLoaded = () => Object.keys(cache).some((path) => path.includes('@aws-sdk/client-s3'));
const before = isLoaded();
const store = await createS3Store({
  location: JSON.parse(process.argv[2]) as S3LakeLocation,
  cacheFolder: join(tmpdir(), 'assay-unused'),
  cacheMaxBytes: 0,
});
await store.createIfAbsent('quiet', { bytes: new Uint8Array(3) });
const loaded = (yes: boolean) => (yes ? 'loaded' : 'not loaded');
// Warnings are told in a later turn.
await new Promise((resolve) => setImmediate(resolve));
process.stdout.write(`${loaded(before)}, then ${loaded(isLoaded())}; ${warnings} warnings\n`);
