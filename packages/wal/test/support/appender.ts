/**
 * A process that appends until it is killed. Arguments: the folder, and the name of this run. Writes a
 * line `<position> <payload>` for every acknowledged message, and `locked` when it may not open.
 */
import { openWalFolder } from '../../src/folder.js';

const [root = '', run = ''] = process.argv.slice(2);

const folder = await openWalFolder({ root, sequences: ['market'], segmentBytes: 64 * 1024 }).catch(
  (error: unknown) => {
    process.stdout.write(`locked ${String(error)}\n`);
    process.exit(2);
  },
);
const market = folder.sequence('market');
const outstanding = 20;
let sent = 0;

const appendForEver = async (): Promise<void> => {
  for (;;) {
    const text = `${run}-${sent}`;
    sent += 1;
    const position = await market.append({ subject: 'market.x', bytes: Buffer.from(text) });
    // Standard output is a pipe: written before the call returns, so it survives the kill.
    process.stdout.write(`${position} ${text}\n`);
  }
};
await Promise.all(Array.from({ length: outstanding }, appendForEver));
