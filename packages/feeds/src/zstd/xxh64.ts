/**
 * XXH64 with seed 0, the content checksum of zstd frames, over a stream of bytes. 64-bit lanes are
 * kept as two int32 halves: `bigint` arithmetic is some twenty times slower here. Source:
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md, "XXH64 Algorithm Description".
 */
export interface Xxh64 {
  update(bytes: Uint8Array): void;
  digest(): bigint;
}

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const P1_HIGH = 0x9e3779b1 | 0;
const P1_LOW = 0x85ebca87 | 0;
const P2_HIGH = 0xc2b2ae3d | 0;
const P2_LOW = 0x27d4eb4f | 0;

const STRIPE = 32;
const MASK = (1n << 64n) - 1n;

export function createXxh64(): Xxh64 {
  // Lane i is (low, high) at 2i, 2i + 1.
  const lanes = new Int32Array(8);
  [P1 + P2, P2, 0n, -P1].forEach((start, lane) => {
    lanes[lane * 2] = Number(BigInt.asIntN(32, start));
    lanes[lane * 2 + 1] = Number(BigInt.asIntN(32, start >> 32n));
  });
  const tail = new Uint8Array(STRIPE);
  let tailLength = 0;
  let total = 0;

  return {
    update(bytes) {
      total += bytes.length;
      let offset = 0;
      if (tailLength > 0) {
        offset = Math.min(STRIPE - tailLength, bytes.length);
        tail.set(bytes.subarray(0, offset), tailLength);
        tailLength += offset;
        if (tailLength < STRIPE) {
          return;
        }
        addStripes(lanes, tail, 0, STRIPE);
        tailLength = 0;
      }
      const end = offset + Math.floor((bytes.length - offset) / STRIPE) * STRIPE;
      addStripes(lanes, bytes, offset, end);
      tail.set(bytes.subarray(end));
      tailLength = bytes.length - end;
    },
    digest: () => finish(lanes, tail.subarray(0, tailLength), total),
  };
}

/** Each lane: rotl(lane + word × P2, 31) × P1, for the words of `bytes[from, to)`. */
function addStripes(lanes: Int32Array, bytes: Uint8Array, from: number, to: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let stripe = from; stripe < to; stripe += STRIPE) {
    for (let lane = 0; lane < 8; lane += 2) {
      const low = view.getInt32(stripe + lane * 4, true);
      const high = view.getInt32(stripe + lane * 4 + 4, true);
      const addedLow = Math.imul(low, P2_LOW);
      const addedHigh =
        (productHigh(low, P2_LOW) + Math.imul(low, P2_HIGH) + Math.imul(high, P2_LOW)) | 0;
      const sum = (lanes[lane] >>> 0) + (addedLow >>> 0);
      const sumLow = sum | 0;
      const sumHigh = (lanes[lane + 1] + addedHigh + (sum > 0xffffffff ? 1 : 0)) | 0;
      const turnedLow = (sumLow << 31) | (sumHigh >>> 1);
      const turnedHigh = (sumHigh << 31) | (sumLow >>> 1);
      lanes[lane] = Math.imul(turnedLow, P1_LOW);
      lanes[lane + 1] =
        (productHigh(turnedLow, P1_LOW) +
          Math.imul(turnedLow, P1_HIGH) +
          Math.imul(turnedHigh, P1_LOW)) |
        0;
    }
  }
}

/** The upper 32 bits of the product of two unsigned 32-bit integers. */
function productHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const lowHigh = Math.imul(aLow, bHigh) >>> 0;
  const highLow = Math.imul(aHigh, bLow) >>> 0;
  const middle = (Math.imul(aLow, bLow) >>> 16) + (lowHigh & 0xffff) + (highLow & 0xffff);
  return (Math.imul(aHigh, bHigh) + (lowHigh >>> 16) + (highLow >>> 16) + (middle >>> 16)) | 0;
}

function finish(lanes: Int32Array, tail: Uint8Array, total: number): bigint {
  const lane = (index: number) =>
    (BigInt(lanes[index * 2 + 1] >>> 0) << 32n) | BigInt(lanes[index * 2] >>> 0);
  let hash = P5;
  if (total >= STRIPE) {
    hash = rotl(lane(0), 1n) + rotl(lane(1), 7n) + rotl(lane(2), 12n) + rotl(lane(3), 18n);
    for (let index = 0; index < 4; index += 1) {
      hash = ((hash ^ round(0n, lane(index))) * P1 + P4) & MASK;
    }
  }
  hash = (hash + BigInt(total)) & MASK;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let offset = 0;
  for (; offset + 8 <= tail.length; offset += 8) {
    hash = (rotl(hash ^ round(0n, view.getBigUint64(offset, true)), 27n) * P1 + P4) & MASK;
  }
  if (offset + 4 <= tail.length) {
    const word = BigInt(view.getUint32(offset, true));
    hash = (rotl(hash ^ ((word * P1) & MASK), 23n) * P2 + P3) & MASK;
    offset += 4;
  }
  for (; offset < tail.length; offset += 1) {
    hash = (rotl(hash ^ ((BigInt(tail[offset]) * P5) & MASK), 11n) * P1) & MASK;
  }
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return hash ^ (hash >> 32n);
}

function round(accumulator: bigint, word: bigint): bigint {
  return (rotl((accumulator + word * P2) & MASK, 31n) * P1) & MASK;
}

function rotl(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & MASK;
}
