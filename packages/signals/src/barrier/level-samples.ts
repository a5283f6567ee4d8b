import { readWholes, writeWholes } from '../book/whole-numbers.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';

/** Changes up to which a sorted copy is mended rather than sorted anew, which costs as much. */
const MENDED_CHANGES = 128;

/**
 * What one level was at its last ticks, oldest first. To take a sample costs nothing but its place;
 * the sorted copy that percentiles are read from is made when one is asked for, and then kept up.
 */
export class LevelSamples implements Stateful {
  private values = new Float64Array(64);
  private ticks = new Float64Array(64);
  /** Sequence numbers of the oldest sample, and of the one to come. */
  private first = 0;
  private next = 0;
  private sorted = new Float64Array(0);
  private sortedCount = 0;
  /** The sorted copy holds the samples from `sortedFirst` to before `sortedNext`; -∞: there is none. */
  private sortedFirst = Number.NEGATIVE_INFINITY;
  private sortedNext = 0;

  get count(): number {
    return this.next - this.first;
  }

  /** The tick of the newest sample; undefined without one. */
  get newestTick(): number | undefined {
    return this.count === 0 ? undefined : this.ticks[this.placeOf(this.next - 1)];
  }

  push(tick: number, value: number): void {
    if (this.count === this.values.length) {
      this.grow();
    }
    const place = this.placeOf(this.next);
    this.ticks[place] = tick;
    this.values[place] = value;
    this.next += 1;
  }

  /** Takes out the samples of `lastTick` and before. */
  forget(lastTick: number): void {
    while (this.first < this.next && this.ticks[this.placeOf(this.first)] <= lastTick) {
      this.first += 1;
    }
  }

  /** The sample that `rank - 1` others come before when they are sorted; `rank` from 1 to `count`. */
  ranked(rank: number): number {
    this.sort();
    return this.sorted[rank - 1];
  }

  save(writer: StateWriter): void {
    writeWholes(writer, this.held(this.values));
    this.saveTicks(writer);
  }

  load(reader: StateReader): void {
    const values = readWholes(reader);
    const starts = readWholes(reader);
    const lengths = readWholes(reader);
    let index = 0;
    for (let run = 0; run < starts.length; run += 1) {
      for (let step = 0; step < lengths[run]; step += 1) {
        this.push(starts[run] + step, values[index]);
        index += 1;
      }
    }
  }

  /** A level is mostly sampled at every tick: runs of ticks, by their first and their length. */
  private saveTicks(writer: StateWriter): void {
    const starts: number[] = [];
    const lengths: number[] = [];
    let following = Number.NaN;
    for (const tick of this.held(this.ticks)) {
      if (tick === following) {
        lengths[lengths.length - 1] += 1;
      } else {
        starts.push(tick);
        lengths.push(1);
      }
      following = tick + 1;
    }
    writeWholes(writer, starts);
    writeWholes(writer, lengths);
  }

  /** A column's samples, oldest first. */
  private held(column: Float64Array): Float64Array {
    const from = this.placeOf(this.first);
    const held = new Float64Array(this.count);
    const beforeTheEnd = column.subarray(from, from + held.length);
    held.set(beforeTheEnd);
    held.set(column.subarray(0, held.length - beforeTheEnd.length), beforeTheEnd.length);
    return held;
  }

  private sort(): void {
    const { first, next, sortedFirst, sortedNext } = this;
    const changes = first - sortedFirst + next - sortedNext;
    // What left is needed to be found in the copy: it may be written over by now.
    if (changes > MENDED_CHANGES || next - sortedFirst > this.values.length) {
      this.sortAnew();
    } else {
      for (let sequence = sortedFirst; sequence < Math.min(first, sortedNext); sequence += 1) {
        this.takeOut(this.values[this.placeOf(sequence)]);
      }
      for (let sequence = Math.max(first, sortedNext); sequence < next; sequence += 1) {
        this.putIn(this.values[this.placeOf(sequence)]);
      }
    }
    this.sortedFirst = first;
    this.sortedNext = next;
  }

  private sortAnew(): void {
    if (this.sorted.length < this.values.length) {
      this.sorted = new Float64Array(this.values.length);
    }
    this.sortedCount = this.count;
    this.sorted.set(this.held(this.values));
    this.sorted.subarray(0, this.sortedCount).sort();
  }

  private takeOut(value: number): void {
    const at = this.firstFrom(value);
    this.sorted.copyWithin(at, at + 1, this.sortedCount);
    this.sortedCount -= 1;
  }

  private putIn(value: number): void {
    const at = this.firstFrom(value);
    this.sorted.copyWithin(at + 1, at, this.sortedCount);
    this.sorted[at] = value;
    this.sortedCount += 1;
  }

  /** How many of the sorted are below the value. */
  private firstFrom(value: number): number {
    let low = 0;
    let high = this.sortedCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private placeOf(sequence: number): number {
    return sequence & (this.values.length - 1);
  }

  private grow(): void {
    const { values, ticks, first, next } = this;
    this.values = new Float64Array(values.length * 2);
    this.ticks = new Float64Array(values.length * 2);
    for (let sequence = first; sequence < next; sequence += 1) {
      const from = sequence & (values.length - 1);
      this.values[this.placeOf(sequence)] = values[from];
      this.ticks[this.placeOf(sequence)] = ticks[from];
    }
    // What left before is nowhere any more.
    this.sortedFirst = Number.NEGATIVE_INFINITY;
  }
}
