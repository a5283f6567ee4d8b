const SMALLEST = 256;

/** 2^32 ÷ the golden ratio: spreads neighbouring keys over the table. */
const SPREAD = 0x9e3779b1;

/**
 * Sums by price in an open-addressed table. A price is at its place until the table is full; then
 * those whose flows have all left the window go, so that memory follows the window.
 */
export class PriceTotals {
  added = new Float64Array(SMALLEST);
  canceled = new Float64Array(SMALLEST);
  filled = new Float64Array(SMALLEST);
  /** Entries of the queue that these sums are made of. */
  entries = new Int32Array(SMALLEST);
  /** Sequence number of the newest of them. */
  newest = new Float64Array(SMALLEST);
  private keys = new Int32Array(SMALLEST);
  private taken = new Uint8Array(SMALLEST);
  private shift = 32 - Math.log2(SMALLEST);
  private count = 0;

  /** The place of a price that has flows; -1 for any other. */
  find(key: number): number {
    const place = this.probe(key);
    return this.taken[place] === 1 ? place : -1;
  }

  /** The place of a price, made if need be. Places found before are no longer good after. */
  placeFor(key: number): number {
    let place = this.probe(key);
    if (this.taken[place] === 1) {
      return place;
    }
    if (this.count * 2 >= this.keys.length) {
      this.rebuild();
      place = this.probe(key);
    }
    this.taken[place] = 1;
    this.keys[place] = key;
    this.newest[place] = -1;
    this.count += 1;
    return place;
  }

  clear(): void {
    this.allocate(SMALLEST);
  }

  /** The place of the key, or the free one where it belongs. */
  private probe(key: number): number {
    const last = this.keys.length - 1;
    let place = Math.imul(key, SPREAD) >>> this.shift;
    while (this.taken[place] === 1 && this.keys[place] !== key) {
      place = (place + 1) & last;
    }
    return place;
  }

  private rebuild(): void {
    const { added, canceled, filled, entries, newest, keys } = this;
    let alive = 0;
    for (const held of entries) {
      alive += held > 0 ? 1 : 0;
    }
    let capacity = SMALLEST;
    while (capacity < alive * 4) {
      capacity *= 2;
    }
    this.allocate(capacity);
    for (let from = 0; from < keys.length; from += 1) {
      if (entries[from] > 0) {
        const to = this.placeFor(keys[from]);
        this.added[to] = added[from];
        this.canceled[to] = canceled[from];
        this.filled[to] = filled[from];
        this.entries[to] = entries[from];
        this.newest[to] = newest[from];
      }
    }
  }

  private allocate(capacity: number): void {
    this.added = new Float64Array(capacity);
    this.canceled = new Float64Array(capacity);
    this.filled = new Float64Array(capacity);
    this.entries = new Int32Array(capacity);
    this.newest = new Float64Array(capacity);
    this.keys = new Int32Array(capacity);
    this.taken = new Uint8Array(capacity);
    this.shift = Math.clz32(capacity) + 1;
    this.count = 0;
  }
}
