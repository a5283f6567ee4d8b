import type { RunProgress } from '../batch.js';

/** How many producers' runs a shard remembers. */
export const MAX_RUNS = 10_000;

/** How far the producers' runs are stored. */
export interface RunLookup {
  /** The highest ordinal stored of a run, or undefined for one that is unknown or long forgotten. */
  lastOfRun(run: string): bigint | undefined;
}

/**
 * The highest stored ordinal of the most recent runs. It depends on the commits alone: the run whose
 * latest commit is oldest goes first, and runs of one commit in the order of their names.
 */
export class RunTable implements RunLookup {
  private readonly lasts = new Map<string, bigint>();
  private readonly capacity: number;

  constructor(capacity = MAX_RUNS) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.lasts.size;
  }

  /** Takes in the runs of the next commit, ordered by run as the entry holds them. */
  add(runs: readonly RunProgress[]): void {
    for (const { run, last } of runs) {
      const known = this.lasts.get(run);
      this.lasts.delete(run);
      this.lasts.set(run, known !== undefined && known > last ? known : last);
    }
    for (const run of this.lasts.keys()) {
      if (this.lasts.size <= this.capacity) {
        break;
      }
      this.lasts.delete(run);
    }
  }

  lastOfRun(run: string): bigint | undefined {
    return this.lasts.get(run);
  }
}
