import { describe, expect, it } from 'vitest';
import { simulateSession, type SimulationReport } from './simulate-session.js';

/**
 * `ASSAY_SEED=<seed>` runs that one alone; `ASSAY_SEEDS=<count>` so many; `ASSAY_LONG` runs a hundred
 * times as many as usual.
 */
const { ASSAY_SEED: only = '', ASSAY_SEEDS: some = '', ASSAY_LONG: long = '' } = process.env;
const count = some === '' ? (long === '' ? 1_000 : 100_000) : Number(some);
const seeds: readonly (string | number)[] =
  only === '' ? Array.from({ length: count }, (_, seed) => seed) : [only];

describe('a commit session', () => {
  it(
    'stores every event once, whatever becomes of processes, store, log and decoder',
    { timeout: 7_200_000 },
    async () => {
      const total = new Map<string, number>();
      for (const seed of seeds) {
        for (const [name, times] of Object.entries(await replayable(seed))) {
          total.set(name, (total.get(name) ?? 0) + times);
        }
      }
      const figures = JSON.stringify(Object.fromEntries([...total].sort()));
      process.stdout.write(`simulation: ${seeds.length} seeds, ${figures}\n`);
      if (seeds.length >= 1_000) {
        // A simulation in which nothing goes wrong proves nothing.
        const happened = (name: string): number => (total.get(name) ?? 0) / seeds.length;
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

async function replayable(seed: string | number): Promise<SimulationReport> {
  try {
    return await simulateSession(seed);
  } catch (cause) {
    throw new Error(
      `seed ${seed} fails; run it alone: ` +
        `ASSAY_SEED=${seed} npx vitest run --project testkit session-simulation: ${String(cause)}`,
      { cause },
    );
  }
}
