/**
 * Creates `count` objects as fast as it can once a line comes in, and prints which of them it was first
 * to create, as JSON. Ends when its input does: a racer never outlives its test.
 */
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { createLocalStore, createS3Store, type LakeLocation } from '../../src/index.js';

const [place, name, count] = process.argv.slice(2);
const location = JSON.parse(place) as LakeLocation;
const store =
  location.kind === 'local'
    ? createLocalStore(location)
    : await createS3Store({
        location,
        cacheFolder: join(tmpdir(), 'assay-unused'),
        cacheMaxBytes: 0,
      });
process.stdout.write('ready\n');
const input = createInterface(process.stdin);
const { done } = await input[Symbol.asyncIterator]().next();
input.close();
if (done === true) {
  process.exit(1);
}
const won: number[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const bytes = new TextEncoder().encode(`${name} wrote ${index}`);
  if ((await store.createIfAbsent(`race/${index}`, { bytes })) === 'created') {
    won.push(index);
  }
}
process.stdout.write(`${JSON.stringify(won)}\n`);
