/**
 * Creates `count` objects as fast as it can once the object `go` exists, and prints which of them
 * it was first to create, as JSON.
 */
import { createLocalStore } from '../../src/index.js';

const [root, name, count] = process.argv.slice(2);
const store = createLocalStore({ root });
process.stdout.write('ready\n');
while ((await store.head('go')) === undefined) {
  // Busy on purpose: all racers start within the same few microseconds.
}
const won: number[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const bytes = new TextEncoder().encode(`${name} wrote ${index}`);
  if ((await store.createIfAbsent(`race/${index}`, { bytes })) === 'created') {
    won.push(index);
  }
}
process.stdout.write(`${JSON.stringify(won)}\n`);
