const FIRST_CAPACITY = 1 << 16;

/**
 * A set of strings that keeps 64 bits of each: eight bytes a state instead of the state. Two states that
 * share their 64 bits would be taken for one; among 10 million states the chance is about 3 in a million.
 */
export class StateSet {
  private slots = new Uint32Array(FIRST_CAPACITY * 2);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Whether `key` is new to the set. */
  add(key: string): boolean {
    if (this.count * 4 > this.slots.length) {
      this.grow();
    }
    const [high, low] = hash64(key);
    const added = insert(this.slots, high, low);
    this.count += added ? 1 : 0;
    return added;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let index = 0; index < old.length; index += 2) {
      if (old[index] !== 0) {
        insert(this.slots, old[index], old[index + 1]);
      }
    }
  }
}

/** Open addressing; a slot whose first word is 0 is free. */
function insert(slots: Uint32Array, high: number, low: number): boolean {
  const mask = slots.length / 2 - 1;
  for (let place = low & mask; ; place = (place + 1) & mask) {
    const index = place * 2;
    if (slots[index] === 0) {
      slots[index] = high;
      slots[index + 1] = low;
      return true;
    }
    if (slots[index] === high && slots[index + 1] === low) {
      return false;
    }
  }
}

/** Two independent 32-bit multiplicative hashes, finished as in MurmurHash3; the first is never 0. */
function hash64(key: string): [number, number] {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let index = 0; index < key.length; index += 1) {
    const unit = key.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul((low << 5) ^ (low >>> 27) ^ unit, 0x9e3779b1);
  }
  return [finish(high) || 1, finish(low)];
}

function finish(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
