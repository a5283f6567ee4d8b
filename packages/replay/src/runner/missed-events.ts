import type { EngineDerivation } from '@assay/gold';
import type { EventBatch } from '@assay/signals';

type MissedRange = EngineDerivation['missed'][number];

/** Positions of events that came after their instant was made, until they are stored. */
export class MissedEvents {
  private ranges: MissedRange[] = [];
  /** How many there were. */
  total = 0;

  /** @param rows indexes in the batch, ascending */
  add({ origin, columns, dataset }: EventBatch, rows: readonly number[]): void {
    if (rows.length === 0) {
      return;
    }
    const positions = columns['_pos'];
    if (origin === undefined || positions.kind !== 'integer') {
      throw new TypeError(`${dataset}: expected rows of a log with their positions, was none`);
    }
    this.total += rows.length;
    for (const row of rows) {
      const at = positions.values[row];
      const last = this.ranges.at(-1);
      const isNext =
        last !== undefined &&
        last.shard === origin.shard &&
        last.epoch === origin.epoch &&
        last.to + 1n === at;
      if (isNext) {
        this.ranges.splice(-1, 1, { ...last, to: at });
      } else {
        this.ranges.push({ ...origin, from: at, to: at });
      }
    }
  }

  /** All ranges so far; they are the caller's. */
  take(): MissedRange[] {
    const { ranges } = this;
    this.ranges = [];
    return ranges;
  }
}
