/**
 * Replaces an object of a local lake by what its arguments say, if it is the one looked at, and prints how
 * that went. Says `looked` first and waits for a line when it is told to; stops where its failpoint says.
 */
import { createInterface } from 'node:readline';
import { failpointOf } from '../../../../test-servers.mjs';
import { createLocalStore, createS3Store, type LakeLocation } from '../../src/index.js';

const [place, key, content, rounds = '1'] = process.argv.slice(2);
const location = JSON.parse(place) as LakeLocation;
const failpoint = failpointOf();
const store =
  location.kind === 'local'
    ? createLocalStore({ ...location, failpoint, lockWaitMs: 20_000 })
    : await createS3Store({ location, failpoint, cacheFolder: '', cacheMaxBytes: 0 });
const input = createInterface(process.stdin)[Symbol.asyncIterator]();
const outcomes: string[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const tag = (await store.head(key))?.tag;
  process.stdout.write(`looked ${round}\n`);
  if (Number(rounds) > 1 && (await input.next()).done === true) {
    process.exit(1);
  }
  const bytes = new TextEncoder().encode(`${content} ${round}`);
  outcomes.push(await store.replaceIfSame(key, { bytes }, tag));
  process.stdout.write(`done ${round}\n`);
}
process.stdout.write(`outcomes ${outcomes.join(' ')}\n`);
process.exit(0);
