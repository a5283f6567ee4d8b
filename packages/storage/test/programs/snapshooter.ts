/**
 * Takes snapshots of objects of a lake in S3, again and again, and reads each, while others remove the
 * folder they lie in: prints how many were as they should be, and how many were gone before they were
 * opened, as JSON. An object holds its own key, many times.
 */
import { readFile } from 'node:fs/promises';
import { createS3Store, type S3LakeLocation, type StorageError } from '../../src/index.js';

const [place, cacheFolder, maxBytes, rounds, ...keys] = process.argv.slice(2);
const store = await createS3Store({
  location: JSON.parse(place) as S3LakeLocation,
  cacheFolder,
  cacheMaxBytes: Number(maxBytes),
});
const seen = { good: 0, gone: 0, refused: 0 };
while (seen.good < Number(rounds)) {
  const key = keys[(seen.good * 7 + process.pid) % keys.length];
  const snapshot = await store.snapshot(key).catch((error: unknown) => {
    const { code, retryable } = error as StorageError;
    if (code === 'UNAVAILABLE' && retryable) return undefined;
    throw error;
  });
  if (snapshot === undefined) {
    seen.refused += 1;
    continue;
  }
  const text = await readFile(snapshot.path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    seen.gone += 1;
  } else if (text.length === snapshot.bytes && text.replaceAll(key, '') === '') {
    seen.good += 1;
  } else {
    throw new Error(`expected ${snapshot.bytes} bytes of ${key}, was ${text.length} of others`);
  }
  await snapshot.release();
}
process.stdout.write(JSON.stringify(seen));
