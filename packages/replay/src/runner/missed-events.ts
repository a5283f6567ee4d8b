import type { EngineDerivation } from '@assay/gold';
import type { EventBatch } from '@assay/signals';

type MissedRange = EngineDerivation['missed'][number];

/** Ranges that a commit holds at most: an input that begins anew may miss millions of events, each apart. */
const MOST_RANGES = 1_000;

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
      if (this.ranges.length >= 4 * MOST_RANGES) {
        this.ranges = joined(this.ranges);
      }
    }
  }

  /**
   * All ranges so far; they are the caller's. Where there are too many, the nearest are joined: those hold positions
   * in between, too, of events that were not missed.
   */
  take(): MissedRange[] {
    const ranges = joined(this.ranges);
    this.ranges = [];
    return ranges;
  }
}

/** At most `MOST_RANGES` of them for a log, by joining those that lie nearest to each other. */
function joined(ranges: readonly MissedRange[]): MissedRange[] {
  if (ranges.length <= MOST_RANGES) {
    return [...ranges];
  }
  const sorted = ranges.toSorted(
    (one, other) =>
      compare(one.shard, other.shard) || one.epoch - other.epoch || compare(one.from, other.from),
  );
  const gaps = sorted.flatMap((range, index) => {
    const before = sorted.at(index - 1);
    const isNeighbour = index > 0 && before?.shard === range.shard && before.epoch === range.epoch;
    return isNeighbour ? [{ index, width: range.from - before.to }] : [];
  });
  const nearest = gaps
    .toSorted((one, other) => compare(one.width, other.width))
    .slice(0, ranges.length - MOST_RANGES);
  const isJoined = new Set(nearest.map(({ index }) => index));
  const all: MissedRange[] = [];
  for (const [index, range] of sorted.entries()) {
    const last = all.at(-1);
    if (last !== undefined && isJoined.has(index)) {
      all.splice(-1, 1, { ...last, to: range.to > last.to ? range.to : last.to });
    } else {
      all.push(range);
    }
  }
  return all;
}

function compare<Value extends string | bigint>(one: Value, other: Value): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
