/** Lets a writer fail, and does nothing about it but close its log: the process has to end by itself. */
import { openEmbeddedLog } from '@assay/bus';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { createBronzeWriter } from '../../src/index.js';

const folder = process.argv[2] ?? '';
const root = `${folder}/lake`;
const log = await openEmbeddedLog({ root: `${folder}/wal` });
const writer = createBronzeWriter({
  log: log.market,
  store: createLocalStore({ root }),
  shard: 'market',
  stagingFolder: localStagingFolder(root),
  limits: { maxSeconds: 3_600 },
  failpoint: (name) => {
    if (name === 'ledger.before-commit') throw new Error('the lake went away');
  },
});
await writer.start();
await log.append({ subject: 'market.futures.trades', bytes: Buffer.from('{}') });
const errors: string[] = [];
const note = (error: unknown) => {
  errors.push(error instanceof Error ? error.message : String(error));
};
await writer.flushAll().catch(note);
await writer.done.catch(note);
await log.close();
process.stdout.write(JSON.stringify(errors));
