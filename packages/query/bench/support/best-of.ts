/**
 * The shortest of some runs of each work, in milliseconds. The works take turns, so that what else the
 * machine does falls on all of them.
 */
export async function bestOf<Name extends string>(
  runs: number,
  works: Readonly<Record<Name, () => unknown>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const best = Object.fromEntries(names.map((name) => [name, Infinity])) as Record<Name, number>;
  for (let run = 0; run < runs; run += 1) {
    for (const name of names) {
      const start = performance.now();
      await works[name]();
      best[name] = Math.min(best[name], performance.now() - start);
    }
  }
  return best;
}

/** How long each of some runs took, in milliseconds. */
export async function samplesOf(runs: number, work: () => unknown): Promise<number[]> {
  const samples: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    samples.push(performance.now() - start);
  }
  return samples;
}

export function perSecond(count: number, milliseconds: number): number {
  return (count / milliseconds) * 1_000;
}
