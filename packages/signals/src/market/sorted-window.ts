import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';

/** Samples of a trailing window, in order of time and of value. */
export class SortedWindow implements Stateful {
  private times: number[] = [];
  private values: number[] = [];
  private sorted: number[] = [];

  reset(): void {
    this.times = [];
    this.values = [];
    this.sorted = [];
  }

  /** A sample; they come in order of time. */
  push(atNs: SessionNs, value: number): void {
    this.times.push(atNs);
    this.values.push(value);
    this.sorted.splice(this.rankOf(value), 0, value);
  }

  /** Forgets the samples at or before an instant. */
  forget(untilNs: SessionNs): void {
    let gone = 0;
    while (gone < this.times.length && this.times[gone] <= untilNs) {
      this.sorted.splice(this.rankOf(this.values[gone]), 1);
      gone += 1;
    }
    if (gone > 0) {
      this.times.splice(0, gone);
      this.values.splice(0, gone);
    }
  }

  /** The middle sample by value, the lower of two; undefined without samples. */
  lowerMedian(): number | undefined {
    const { length } = this.sorted;
    return length === 0 ? undefined : this.sorted[(length - 1) >> 1];
  }

  save(writer: StateWriter): void {
    writer.numbers(this.times);
    writer.numbers(this.values);
  }

  load(reader: StateReader): void {
    this.times = [...reader.numbers()];
    this.values = [...reader.numbers()];
    this.sorted = [...this.values].sort((one, other) => one - other);
  }

  /** How many samples are below a value. */
  private rankOf(value: number): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
