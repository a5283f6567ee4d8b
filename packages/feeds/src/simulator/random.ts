import { exp, ln } from './elementary.js';
import { normalQuantile } from './normal.js';

/** State of one random stream (sfc32 by Chris Doty-Humphrey): four int32 words, JSON-safe. */
export interface RandomState {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/**
 * The stream `name` of a seed. Each part of the market draws from its own stream, so that a change in
 * one part does not reshuffle the others.
 */
export function createRandom(seed: number, name: string): RandomState {
  const text = `${seed}/${name}`;
  const random = { a: hash(text, 1), b: hash(text, 2), c: hash(text, 3), counter: 1 };
  for (let round = 0; round < 15; round += 1) {
    nextInt32(random);
  }
  return random;
}

/** FNV-1a with a salt, finished as MurmurHash3 does; `text` is ASCII. */
function hash(text: string, salt: number): number {
  let word = 0x811c9dc5 ^ salt;
  for (let index = 0; index < text.length; index += 1) {
    word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
  }
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) | 0;
}

function nextInt32(random: RandomState): number {
  const sum = (((random.a + random.b) | 0) + random.counter) | 0;
  random.counter = (random.counter + 1) | 0;
  random.a = random.b ^ (random.b >>> 9);
  random.b = (random.c + (random.c << 3)) | 0;
  random.c = (((random.c << 21) | (random.c >>> 11)) + sum) | 0;
  return sum;
}

/** Uniform in (0, 1), never 0 or 1; 32 bits of chance. */
export function uniform(random: RandomState): number {
  return ((nextInt32(random) >>> 0) + 0.5) / 4_294_967_296;
}

/** True with the given probability. */
export function chance(random: RandomState, probability: number): boolean {
  return uniform(random) < probability;
}

/** Exponential with mean 1. */
export function exponential(random: RandomState): number {
  return -ln(uniform(random));
}

/** Standard normal. */
export function normal(random: RandomState): number {
  return normalQuantile(uniform(random));
}

/** A size of at least 1: log-normal with the given median, rounded, at most `max`. */
export function logNormalSize(
  random: RandomState,
  median: number,
  sigma: number,
  max: number,
): number {
  const size = Math.round(median * exp(sigma * normal(random)));
  return size < 1 ? 1 : size > max ? max : size;
}

/** One of `values`, by weights that sum to 1. */
export function pick<Value>(
  random: RandomState,
  values: readonly { readonly value: Value; readonly weight: number }[],
): Value {
  let left = uniform(random);
  for (const { value, weight } of values) {
    left -= weight;
    if (left < 0) {
      return value;
    }
  }
  return values[values.length - 1].value;
}
