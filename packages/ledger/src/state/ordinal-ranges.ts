/** Ordinals (`_run_pos`) of a producer's run that follow one another; both ends inclusive. */
export interface OrdinalRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** A set of ordinals as few ranges: ascending, and with a hole between any two. */
export class OrdinalRanges {
  private ranges: OrdinalRange[] = [];

  add(added: OrdinalRange): void {
    if (added.to < added.from) {
      return;
    }
    // Nearly always the run goes on where it was.
    const latest = this.ranges.at(-1);
    if (latest !== undefined && latest.to + 1n === added.from) {
      this.ranges[this.ranges.length - 1] = { from: latest.from, to: added.to };
      return;
    }
    let end = this.ranges.length;
    while (end > 0 && this.ranges[end - 1].from > added.to + 1n) {
      end -= 1;
    }
    let start = end;
    let { from, to } = added;
    while (start > 0 && this.ranges[start - 1].to + 1n >= from) {
      start -= 1;
      const met = this.ranges[start];
      from = met.from < from ? met.from : from;
      to = met.to > to ? met.to : to;
    }
    this.ranges.splice(start, end - start, { from, to });
  }

  get all(): readonly OrdinalRange[] {
    return this.ranges;
  }

  /** The last ordinal before the first hole, counted from 0; undefined while 0 is not in it. */
  get lastWithoutHole(): bigint | undefined {
    const first = this.ranges.at(0);
    return first?.from === 0n ? first.to : undefined;
  }
}
