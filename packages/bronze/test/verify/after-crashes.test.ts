import { rm } from 'node:fs/promises';
import { openEmbeddedLog } from '@assay/bus';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it, vi } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { createCrashWorld, liveThroughCrashes } from '../support/crash-world.js';
import { memoryFolder } from '../support/memory-folder.js';
import { localLake } from '../support/test-lake.js';

vi.mock('../../../query/src/session.js', async (original) =>
  (await import('../support/pooled-engines.js')).pooledEngines(await original()),
);

const SEEDS = process.env['ASSAY_LONG'] === '1' ? 500 : 4;

describe('a lake that lived through crashes', () => {
  it('is proved, also against its log, whatever died or stood still when', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const folder = await memoryFolder('verify');
      const world = createCrashWorld(folder, localLake);
      await liveThroughCrashes(world, createSeededRandom(`verify ${seed}`));
      const log = await openEmbeddedLog({ root: world.walRoot });
      const store = await world.lake.open();
      const { problems, certificate } = await verifyBronze({
        store,
        openLog: async () => log.market,
      });
      await log.close();
      expect(problems, `seed ${seed}: ${world.story.join('; ')}`).toEqual([]);
      expect(certificate?.scope.stream?.compared).toBeGreaterThan(0n);
      await rm(folder, { recursive: true });
    }
  }, 3_600_000);
});
