import type { RunProgress } from '../batch.js';
import { OrdinalRanges, type OrdinalRange } from './ordinal-ranges.js';

/** How many producers' runs a shard remembers. */
export const MAX_RUNS = 10_000;

/** How far the producers' runs are stored. */
export interface RunLookup {
  /**
   * The ordinal up to which everything of a run is stored, counted from 0, so that its producer may go
   * on behind it; undefined for a run that is unknown or long forgotten, or whose ordinal 0 is missing.
   * Ordinals beyond it may be stored too, where a producer with several messages under way was killed.
   */
  lastOfRun(run: string): bigint | undefined;
  /** Every stored ordinal of a run, ascending; empty for a run that is unknown. */
  storedOfRun(run: string): readonly OrdinalRange[];
}

/**
 * The stored ordinals of the most recent runs. It depends on the commits alone: the run whose latest
 * commit is oldest goes first, and runs of one commit in the order of their names.
 */
export class RunTable implements RunLookup {
  private readonly runs = new Map<string, OrdinalRanges>();
  private readonly capacity: number;

  constructor(capacity = MAX_RUNS) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.runs.size;
  }

  /** Takes in the runs of the next commit, ordered by run as the entry holds them. */
  add(stored: readonly RunProgress[]): void {
    for (const { run, from, to } of stored) {
      const ranges = this.runs.get(run) ?? new OrdinalRanges();
      ranges.add({ from, to });
      this.runs.delete(run);
      this.runs.set(run, ranges);
    }
    for (const run of this.runs.keys()) {
      if (this.runs.size <= this.capacity) {
        break;
      }
      this.runs.delete(run);
    }
  }

  /** The runs and their ordinals, the one whose latest commit is oldest first. */
  *all(): Generator<readonly [run: string, stored: readonly OrdinalRange[]]> {
    for (const [run, ranges] of this.runs) {
      yield [run, ranges.all];
    }
  }

  lastOfRun(run: string): bigint | undefined {
    return this.runs.get(run)?.lastWithoutHole;
  }

  storedOfRun(run: string): readonly OrdinalRange[] {
    return this.runs.get(run)?.all ?? [];
  }
}
