import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';

/** A running highest and lowest price, and which of them the last print has made. */
export class RunningRange implements Stateful {
  /** Nano-units; before the first print −Infinity and Infinity. */
  high = -Infinity;
  low = Infinity;
  /** The last print made it: nothing has come back to it since, nothing has touched it. */
  isHighNew = false;
  isLowNew = false;

  reset(): void {
    this.high = -Infinity;
    this.low = Infinity;
    this.settle();
  }

  /** Another print comes, inside the range's time or not: what was new no longer is. */
  settle(): void {
    this.isHighNew = false;
    this.isLowNew = false;
  }

  /** A print inside the range's time. */
  print(nanos: number): void {
    if (nanos > this.high) {
      this.high = nanos;
      this.isHighNew = true;
    }
    if (nanos < this.low) {
      this.low = nanos;
      this.isLowNew = true;
    }
  }

  /** Whether there was no print yet. */
  get isEmpty(): boolean {
    return this.high < this.low;
  }

  save(writer: StateWriter): void {
    writer.number(this.high);
    writer.number(this.low);
    writer.flag(this.isHighNew);
    writer.flag(this.isLowNew);
  }

  load(reader: StateReader): void {
    this.high = reader.number();
    this.low = reader.number();
    this.isHighNew = reader.flag();
    this.isLowNew = reader.flag();
  }
}
