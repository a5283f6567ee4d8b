import type { StateReader, StateWriter } from '../state/state-codec.js';

/**
 * Writes whole numbers as what they are above their least, in one, two, four or eight bytes each:
 * whichever the widest of them needs. State is saved every few seconds, and most of it is these.
 */
export function writeWholes(writer: StateWriter, values: ArrayLike<number>): void {
  const { length } = values;
  let least = length === 0 ? 0 : values[0];
  let most = least;
  for (let index = 1; index < length; index += 1) {
    const value = values[index];
    least = value < least ? value : least;
    most = value > most ? value : most;
  }
  const bits = bitsFor(most - least);
  writer.number(bits);
  if (bits === 64) {
    writer.numbers(values);
    return;
  }
  const { lanes, laneShift } = lanesOf(bits);
  const words = new Int32Array(Math.ceil(length / lanes));
  for (let index = 0; index < length; index += 1) {
    words[index >> laneShift] |= (values[index] - least) << ((index & (lanes - 1)) * bits);
  }
  writer.number(least);
  writer.number(length);
  writer.int32s(words);
}

/** Reads what `writeWholes` wrote. */
export function readWholes(reader: StateReader): Float64Array {
  const bits = reader.number();
  if (bits === 64) {
    return reader.numbers();
  }
  const least = reader.number();
  const values = new Float64Array(reader.number());
  const words = reader.int32s();
  const { lanes, laneShift } = lanesOf(bits);
  const mask = bits === 32 ? -1 : (1 << bits) - 1;
  for (let index = 0; index < values.length; index += 1) {
    const word = words[index >> laneShift] >>> ((index & (lanes - 1)) * bits);
    values[index] = least + ((word & mask) >>> 0);
  }
  return values;
}

/** How many values share four bytes, as a number and as a power of two. */
function lanesOf(bits: number): { lanes: number; laneShift: number } {
  const lanes = 32 / bits;
  return { lanes, laneShift: Math.log2(lanes) };
}

function bitsFor(range: number): 8 | 16 | 32 | 64 {
  if (range < 2 ** 8) {
    return 8;
  }
  if (range < 2 ** 16) {
    return 16;
  }
  return range < 2 ** 32 ? 32 : 64;
}
