import type { Randomness } from '@assay/telemetry';

/** Chance that repeats: the same seed gives the same numbers on every machine. */
export interface SeededRandom extends Randomness {
  /** In `[0, 1)`, with 32 bits. */
  next(): number;
  /** A whole number in `[0, below)`. */
  below(below: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of `values`, which must not be empty. */
  pick<Value>(values: readonly Value[]): Value;
}

/**
 * The generator sfc32 (Chris Doty-Humphrey's "small fast counting", 128 bits of state, as in PractRand).
 * The seed's UTF-8 bytes are hashed with 32-bit FNV-1a into the state, then 15 numbers are thrown away.
 */
export function createSeededRandom(seed: string | number): SeededRandom {
  let a = fnv1a(`${seed}`, 0x811c9dc5);
  let b = fnv1a(`${seed}`, a ^ 0x9e3779b9);
  let c = fnv1a(`${seed}`, b ^ 0x85ebca6b);
  let counter = 1;

  const next32 = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
  for (let discarded = 0; discarded < 15; discarded += 1) {
    next32();
  }

  const next = (): number => next32() / 2 ** 32;
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (values) => {
      if (values.length === 0) {
        throw new RangeError('expected at least one value to pick from, was none');
      }
      return values[below(values.length)];
    },
    hex: (bytes) =>
      Array.from({ length: bytes }, () => below(256).toString(16).padStart(2, '0')).join(''),
  };
}

function fnv1a(text: string, basis: number): number {
  let hash = basis;
  for (const byte of Buffer.from(text, 'utf8')) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash | 0;
}
