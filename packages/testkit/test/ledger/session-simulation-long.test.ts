import { describe, expect, it } from 'vitest';
import { isWholeLongRun, secondSeeds, simulateSeeds } from './simulate-seeds.js';

describe.skipIf(!isWholeLongRun)('a commit session, on a second core [long]', () => {
  it(
    'stores every event once, whatever becomes of processes, store, log and decoder',
    { timeout: 7_200_000 },
    async () => {
      const total = await simulateSeeds(secondSeeds);
      expect(total.get('crashes') ?? 0).toBeGreaterThan(secondSeeds.length);
    },
  );
});
