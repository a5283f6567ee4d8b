/**
 * Takes local copies of objects of a lake in S3, again and again, reads each and prints how many were as
 * they should be: an object holds its own key, many times.
 */
import { readFile } from 'node:fs/promises';
import { createS3Store, type S3LakeLocation } from '../../src/index.js';

const [place, cacheFolder, maxBytes, rounds, ...keys] = process.argv.slice(2);
const store = await createS3Store({
  location: JSON.parse(place) as S3LakeLocation,
  cacheFolder,
  cacheMaxBytes: Number(maxBytes),
});
let good = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  const key = keys[(round * 7 + process.pid) % keys.length];
  const copy = await store.localCopy(key);
  const text = await readFile(copy.path, 'utf8');
  good += text.length > 0 && text.replaceAll(key, '') === '' ? 1 : 0;
  await copy.release();
}
process.stdout.write(`${good}`);
