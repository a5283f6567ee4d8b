/** Flows in the order in which they leave the window: one entry for each bucket and price. */
export class FlowQueue {
  private capacity = 64;
  buckets = new Float64Array(this.capacity);
  keys = new Int32Array(this.capacity);
  added = new Float64Array(this.capacity);
  canceled = new Float64Array(this.capacity);
  filled = new Float64Array(this.capacity);
  /** Sequence numbers of the oldest entry, and of the one to come. */
  first = 0;
  next = 0;

  /** Where the entry with this sequence number is in the columns. */
  placeOf(sequence: number): number {
    return sequence & (this.capacity - 1);
  }

  /** Adds an entry without flows, and gives its sequence number. */
  push(bucket: number, key: number): number {
    if (this.next - this.first === this.capacity) {
      this.grow();
    }
    const sequence = this.next;
    const place = this.placeOf(sequence);
    this.buckets[place] = bucket;
    this.keys[place] = key;
    this.added[place] = 0;
    this.canceled[place] = 0;
    this.filled[place] = 0;
    this.next += 1;
    return sequence;
  }

  clear(): void {
    this.first = 0;
    this.next = 0;
  }

  private grow(): void {
    const { buckets, keys, added, canceled, filled } = this;
    const oldMask = this.capacity - 1;
    this.capacity *= 2;
    this.buckets = new Float64Array(this.capacity);
    this.keys = new Int32Array(this.capacity);
    this.added = new Float64Array(this.capacity);
    this.canceled = new Float64Array(this.capacity);
    this.filled = new Float64Array(this.capacity);
    for (let sequence = this.first; sequence < this.next; sequence += 1) {
      const from = sequence & oldMask;
      const to = this.placeOf(sequence);
      this.buckets[to] = buckets[from];
      this.keys[to] = keys[from];
      this.added[to] = added[from];
      this.canceled[to] = canceled[from];
      this.filled[to] = filled[from];
    }
  }
}
