import { createLocalStore, localStagingFolder } from '@assay/storage';
import { createMemoryLog } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { runEngineOverLake } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { rowsOf } from '../support/gold-rows.js';
import { DAY_NS, MADE_CONFIG, MADE_DATE, madeMarket } from '../support/made-market.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { openStoredLog } from '../support/store-bronze.js';

describe('runEngineOverLake', () => {
  it('says the same whatever the batches that Bronze stored', { timeout: 60_000 }, async () => {
    const messages = madeMarket({ seed: 1, seconds: 10 });
    const runs = [];
    for (const batchMessages of [80, 100_000]) {
      const root = await scratchFolder();
      const store = createLocalStore({ root });
      const log = createMemoryLog({ stream: 'market' });
      for (const message of messages) {
        await log.append(message);
      }
      const bronze = await openStoredLog(store, localStagingFolder(root), 'market', log);
      await bronze.store(undefined, batchMessages);
      await bronze.close();
      const endNs = DAY_NS + 15_000_000_000n;
      const options = { store, config: MADE_CONFIG, session: MADE_DATE, endNs };
      runs.push(rowsOf(await collect(runEngineOverLake(options))));
    }
    expect(runs[0].length).toBeGreaterThan(50);
    expect(runs[0]).toEqual(runs[1]);
  });
});
