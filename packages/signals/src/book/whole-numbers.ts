import type { StateReader, StateWriter } from '../state/state-codec.js';

/**
 * Writes whole numbers as what they are above their least, in one, two, four or eight bytes each:
 * whichever the widest of them needs. State is saved every few seconds, and most of it is these.
 */
export function writeWholes(writer: StateWriter, values: ArrayLike<number>): void {
  let least = values.length === 0 ? 0 : values[0];
  let most = least;
  for (let index = 1; index < values.length; index += 1) {
    least = Math.min(least, values[index]);
    most = Math.max(most, values[index]);
  }
  const bits = bitsFor(most - least);
  writer.number(bits);
  if (bits > 32) {
    writer.numbers(values);
    return;
  }
  const perWord = 32 / bits;
  const words = new Int32Array(Math.ceil(values.length / perWord));
  for (let index = 0; index < values.length; index += 1) {
    words[Math.floor(index / perWord)] |= (values[index] - least) << ((index % perWord) * bits);
  }
  writer.number(least);
  writer.number(values.length);
  writer.int32s(words);
}

/** Reads what `writeWholes` wrote. */
export function readWholes(reader: StateReader): Float64Array {
  const bits = reader.number();
  if (bits > 32) {
    return reader.numbers();
  }
  const least = reader.number();
  const length = reader.number();
  const words = reader.int32s();
  const perWord = 32 / bits;
  const mask = bits === 32 ? -1 : (1 << bits) - 1;
  const values = new Float64Array(length);
  for (let index = 0; index < length; index += 1) {
    const word = words[Math.floor(index / perWord)] >>> ((index % perWord) * bits);
    values[index] = least + ((word & mask) >>> 0);
  }
  return values;
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
