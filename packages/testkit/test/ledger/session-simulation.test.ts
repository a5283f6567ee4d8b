import { describe, expect, it } from 'vitest';
import { firstSeeds, simulateSeeds } from './simulate-seeds.js';
import { simulateSession } from './simulate-session.js';

describe('a commit session', () => {
  it(
    'stores every event once, whatever becomes of processes, store, log and decoder',
    { timeout: 7_200_000 },
    async () => {
      const total = await simulateSeeds(firstSeeds);
      if (firstSeeds.length >= 1_000) {
        // A simulation in which nothing goes wrong proves nothing.
        const happened = (name: string): number => (total.get(name) ?? 0) / firstSeeds.length;
        expect(happened('crashes')).toBeGreaterThan(1);
        expect(happened('rebuilt')).toBeGreaterThan(0.5);
        expect(happened('FENCED')).toBeGreaterThan(0.2);
        expect(happened('decoder changes')).toBeGreaterThan(0.3);
        expect(happened('seals')).toBeGreaterThan(0.2);
        for (const reason of ['recreated', 'rewound', 'returned']) {
          expect([reason, happened(`epochs ${reason}`)]).toEqual([reason, expect.any(Number)]);
          expect(happened(`epochs ${reason}`)).toBeGreaterThan(0.02);
        }
      }
    },
  );

  it('is simulated alike for the same seed', async () => {
    expect(await simulateSession(7)).toEqual(await simulateSession(7));
  });
});
