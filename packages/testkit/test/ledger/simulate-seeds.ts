import { simulateSession, type SimulationReport } from './simulate-session.js';

/**
 * `ASSAY_SEED=<seed>` runs that one alone; `ASSAY_SEEDS=<count>` so many. With `ASSAY_LONG` it is a
 * hundred thousand instead of a thousand: half of them in a test file of their own, for a second core.
 */
const { ASSAY_SEED: only = '', ASSAY_SEEDS: some = '', ASSAY_LONG: long = '' } = process.env;
const LONG_HALF = 50_000;

export const isWholeLongRun = only === '' && some === '' && long !== '';

/** The seeds of the usual run, or the first half of a long one. */
export const firstSeeds: readonly (string | number)[] = only === '' ? seedsFrom(0) : [only];

/** The second half of a long run. */
export const secondSeeds: readonly number[] = isWholeLongRun ? seedsFrom(LONG_HALF) : [];

function seedsFrom(first: number): number[] {
  const count = some === '' ? (long === '' ? 1_000 : LONG_HALF) : Number(some);
  return Array.from({ length: count }, (_, index) => first + index);
}

/** How often things happened in all of these simulations together. Throws at the first that fails. */
export async function simulateSeeds(
  seeds: readonly (string | number)[],
): Promise<ReadonlyMap<string, number>> {
  const total = new Map<string, number>();
  for (const seed of seeds) {
    for (const [name, times] of Object.entries(await replayable(seed))) {
      total.set(name, (total.get(name) ?? 0) + times);
    }
  }
  const figures = JSON.stringify(Object.fromEntries([...total].sort()));
  process.stdout.write(`simulation: ${seeds.length} seeds, ${figures}\n`);
  return total;
}

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
