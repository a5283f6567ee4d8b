const FIRST_CAPACITY = 1 << 16;

/** Of each number: more would not fit the 64 bits that a state is kept as. */
const MOST = { worlds: 2 ** 26, writers: 2 ** 17, started: 2 ** 4 };

/**
 * A set of states, each the number of its world, those of the writers in its two slots and how many were
 * started: packed into 64 bits, which no two states share.
 */
export class StateSet {
  private slots = new Uint32Array(FIRST_CAPACITY * 2);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Whether the state is new to the set. */
  add(world: number, [first, second]: readonly [number, number], started: number): boolean {
    if (this.count * 4 > this.slots.length) {
      this.grow();
    }
    const { worlds, writers } = MOST;
    if (world >= worlds || first >= writers || second >= writers || started >= MOST.started) {
      throw new RangeError(`expected numbers below ${JSON.stringify(MOST)}, was a larger one`);
    }
    // 26 bits of the world, 2 + 15 of the first writer, 17 of the second, 4 of the count.
    const high = ((world << 6) | (started << 2) | (first >>> 15)) >>> 0;
    const low = (((first & 0x7fff) << 17) | second) >>> 0;
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

/** Open addressing; a slot whose first word is 0 is free: worlds are numbered from 1 on. */
function insert(slots: Uint32Array, high: number, low: number): boolean {
  const mask = slots.length / 2 - 1;
  for (let place = placeOf(high, low) & mask; ; place = (place + 1) & mask) {
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

/** Spreads neighbouring states, finished as in MurmurHash3. */
function placeOf(high: number, low: number): number {
  let mixed = Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
