import { openEmbeddedLog } from '@assay/bus';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { createCrashWorld, liveThroughCrashes } from '../support/crash-world.js';
import { scratchFolder } from '../support/scene.js';
import { localLake } from '../support/test-lake.js';

const SEEDS = process.env['ASSAY_LONG'] === '1' ? 500 : 4;

describe('a lake that lived through crashes', () => {
  it('is proved, also against its log, whatever died or stood still when', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const world = createCrashWorld(await scratchFolder(), localLake);
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
    }
  }, 3_600_000);
});
