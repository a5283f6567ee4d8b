import { futuresTrades } from '@assay/schemas';
import { readLedger } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { futuresTrade, message } from '../support/market-rows.js';
import { footerOf, independentRows } from '../support/parquet-file.js';
import { createScene } from '../support/scene.js';
import { describeOnBothStores } from '../support/test-lake.js';

const release = vi.hoisted(() => ({ name: '@assay/bronze 9.1.0' }));
vi.mock('../../src/release.js', () => ({
  get WRITER_RELEASE() {
    return release.name;
  },
}));

const HOUR = { maxSeconds: 3_600 };

describeOnBothStores(
  'a batch that another release left unfinished',
  { s3: 'usual' },
  (makeLake) => {
    afterEach(() => {
      release.name = '@assay/bronze 9.1.0';
    });

    it('keeps the files that are there, and gets the rest from this one', async () => {
      const scene = await createScene(makeLake);
      const rows = ['ESH6', 'ESM6', 'ESU6'].map((symbol) => ({ ...futuresTrade(1), symbol }));
      await scene.log.market.append(message(futuresTrades, rows));
      // Files go out side by side: this one alone does not make it.
      const store: ObjectStore = {
        ...scene.store,
        createIfAbsent: (key, source) =>
          key.includes('ESU6')
            ? Promise.reject(new Error('the process ended'))
            : scene.store.createIfAbsent(key, source),
      };
      const first = scene.writer({ limits: HOUR, store });
      await first.start();
      await expect(first.flushAll()).rejects.toThrow('the process ended');

      release.name = '@assay/bronze 9.2.0';
      const second = scene.writer({ limits: HOUR });
      await second.recoverAll();
      await second.stop();

      const { files } = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
      const root = await scene.asFolder();
      const found = await Promise.all(
        files.map(async ({ key }) => {
          const path = join(root, key);
          const [{ values }, stored] = await Promise.all([footerOf(path), independentRows(path)]);
          return [stored.map(({ symbol }) => symbol).join(), values.get('assay.writer')];
        }),
      );
      expect(found.sort()).toEqual([
        ['ESH6', '@assay/bronze 9.1.0'],
        ['ESM6', '@assay/bronze 9.1.0'],
        ['ESU6', '@assay/bronze 9.2.0'],
      ]);
    });
  },
);
