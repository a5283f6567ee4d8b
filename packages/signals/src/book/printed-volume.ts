import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { END_KEY } from './book-side.js';

/**
 * What was executed against one side since its last book, by price. Few prices at a time: those
 * that one event of the venue traded at.
 */
export class PrintedVolume implements Stateful {
  /** Ascending; END_KEY after the last. */
  keys = new Int32Array(16).fill(END_KEY);
  volumes = new Float64Array(16);
  private count = 0;

  add(key: number, size: number): void {
    let at = this.count;
    while (at > 0 && this.keys[at - 1] >= key) {
      at -= 1;
    }
    if (at < this.count && this.keys[at] === key) {
      this.volumes[at] += size;
      return;
    }
    // One place stays free for the END_KEY.
    if (this.count + 2 > this.keys.length) {
      this.grow();
    }
    this.keys.copyWithin(at + 1, at, this.count + 1);
    this.volumes.copyWithin(at + 1, at, this.count);
    this.keys[at] = key;
    this.volumes[at] = size;
    this.count += 1;
  }

  clear(): void {
    this.count = 0;
    this.keys[0] = END_KEY;
  }

  save(writer: StateWriter): void {
    writer.int32s(this.keys.subarray(0, this.count));
    writer.numbers(this.volumes.subarray(0, this.count));
  }

  load(reader: StateReader): void {
    const keys = reader.int32s();
    const volumes = reader.numbers();
    this.clear();
    for (let index = 0; index < keys.length; index += 1) {
      this.add(keys[index], volumes[index]);
    }
  }

  private grow(): void {
    const keys = new Int32Array(this.keys.length * 2).fill(END_KEY);
    const volumes = new Float64Array(keys.length);
    keys.set(this.keys);
    volumes.set(this.volumes);
    this.keys = keys;
    this.volumes = volumes;
  }
}
