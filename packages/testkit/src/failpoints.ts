import type { Failpoint } from '@assay/telemetry';

/** What a crashing failpoint throws: nothing in Assay catches it by its kind. */
export class SimulatedCrash extends Error {
  override readonly name = 'SimulatedCrash';
}

/** A failpoint that only counts. */
export interface CountingFailpoint {
  readonly failpoint: Failpoint;
  /** How often each name was passed, in the order of their first passing. */
  readonly counts: ReadonlyMap<string, number>;
}

export function createCountingFailpoint(): CountingFailpoint {
  const counts = new Map<string, number>();
  return {
    counts,
    failpoint: (name) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
  };
}

/** A failpoint that throws `SimulatedCrash` at the `nth` passing (1 is the first) of `name`, once. */
export function crashAt(name: string, nth = 1): Failpoint {
  let passed = 0;
  return (passing) => {
    if (passing === name) {
      passed += 1;
      if (passed === nth) {
        throw new SimulatedCrash(`crash at ${name}, passing ${nth}`);
      }
    }
  };
}
