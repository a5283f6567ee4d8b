import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';

const FIRST_CAPACITY = 256;

/** Prints from the oldest to the newest, as columns in a ring that grows: nothing is made per print. */
export class PrintRing implements Stateful {
  private atNs = new Float64Array(FIRST_CAPACITY);
  private ticks = new Float64Array(FIRST_CAPACITY);
  private sizes = new Float64Array(FIRST_CAPACITY);
  private head = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** `size`: above 0 bought, below 0 sold by the aggressor. */
  push(atNs: SessionNs, ticks: number, size: number): void {
    if (this.count === this.atNs.length) {
      this.grow(this.count * 2);
    }
    const slot = (this.head + this.count) % this.atNs.length;
    this.atNs[slot] = atNs;
    this.ticks[slot] = ticks;
    this.sizes[slot] = size;
    this.count += 1;
  }

  /** Hands out every print at or before `untilNs`, oldest first, and forgets it. */
  takeUntil(untilNs: SessionNs, leaves: (atNs: SessionNs, ticks: number, size: number) => void) {
    while (this.count > 0 && this.atNs[this.head] <= untilNs) {
      const slot = this.head;
      this.head = (slot + 1) % this.atNs.length;
      this.count -= 1;
      leaves(this.atNs[slot], this.ticks[slot], this.sizes[slot]);
    }
  }

  clear(): void {
    this.head = 0;
    this.count = 0;
  }

  save(writer: StateWriter): void {
    for (const column of [this.atNs, this.ticks, this.sizes]) {
      writer.numbers(this.inOrder(column, new Float64Array(this.count)));
    }
  }

  /** Takes the prints back, and hands out each of them. */
  load(reader: StateReader, enters?: (atNs: SessionNs, ticks: number, size: number) => void): void {
    const [atNs, ticks, sizes] = [reader.numbers(), reader.numbers(), reader.numbers()];
    this.clear();
    for (let index = 0; index < atNs.length; index += 1) {
      this.push(atNs[index], ticks[index], sizes[index]);
      enters?.(atNs[index], ticks[index], sizes[index]);
    }
  }

  private grow(capacity: number): void {
    this.atNs = this.inOrder(this.atNs, new Float64Array(capacity));
    this.ticks = this.inOrder(this.ticks, new Float64Array(capacity));
    this.sizes = this.inOrder(this.sizes, new Float64Array(capacity));
    this.head = 0;
  }

  private inOrder(
    column: Float64Array,
    into: Float64Array<ArrayBuffer>,
  ): Float64Array<ArrayBuffer> {
    const untilEnd = Math.min(this.count, column.length - this.head);
    into.set(column.subarray(this.head, this.head + untilEnd));
    into.set(column.subarray(0, this.count - untilEnd), untilEnd);
    return into;
  }
}
