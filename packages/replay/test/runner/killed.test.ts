import { openEmbeddedLog } from '@assay/bus';
import { spawnUntil, startProgram } from '@assay/testkit/servers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { goldRows } from '../support/gold-rows.js';
import { madeMarket } from '../support/made-market.js';
import { lakeIn, onePass } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { openStoredLog } from '../support/store-bronze.js';
import type { RunSettings } from '../programs/run-signals.js';

const PROGRAM = fileURLToPath(new URL('../programs/run-signals.ts', import.meta.url));
const isLong = process.env['ASSAY_LONG'] === '1';
const POINTS: readonly (readonly [string, number])[] = [
  ['replay.after-commit', 1],
  ...(isLong
    ? ([
        ['gold.after-build', 2],
        ['gold.after-state', 1],
        ['ledger.after-intent', 2],
        ['ledger.after-publish-file', 1],
        ['gold.after-commit', 2],
        ['replay.after-publish', 2],
      ] as const)
    : []),
];

describe('the process of a signal runner', () => {
  it.each(POINTS)(
    'is killed at %s, passing %d, and the next one goes on to what one pass says',
    { timeout: 120_000 },
    async (name, nth) => {
      const folder = await scratchFolder();
      const lake = lakeIn(`${folder}/lake`);
      const wal = `${folder}/wal`;
      const seed = 21;
      const seconds = 10;
      const { length } = madeMarket({ seed, seconds });
      const settings = (first: number, last: number): { args: string[] } => {
        const { root } = lake.store;
        const asked: RunSettings = { root, wal, seed, seconds, first, last };
        return { args: [JSON.stringify(asked)] };
      };
      const half = Math.floor(length / 2);
      await spawnUntil(PROGRAM, { ...settings(40, half), failpoint: { name, nth } });
      await using next = await startProgram(PROGRAM, settings(half, length));
      const { code, stdout } = await next.ended;
      expect(code).toBe(0);
      const log = await openEmbeddedLog({ root: wal });
      const bronze = await openStoredLog(lake.store, lake.stagingFolder, 'market', log.market);
      await bronze.store();
      await bronze.close();
      await log.close();
      const stored = await goldRows(lake.store);
      expect(stored.length).toBeGreaterThan(50);
      expect(stored).toEqual(await onePass(lake, BigInt(stdout)));
    },
  );
});
