import { readWholes, writeWholes } from '../../book/whole-numbers.js';
import type { StateReader, StateWriter } from '../../state/state-codec.js';

/*
 * Columns of rows that follow one another differ little from row to row: state holds the differences, in as
 * few bytes as the widest of them needs. The memory of copies is most of an engine's state.
 */

/** Whole numbers below 2^53, as steps from one to the next. */
export function writeSteps(writer: StateWriter, values: Float64Array): void {
  writer.number(values.length === 0 ? 0 : values[0]);
  writeWholes(
    writer,
    values.map((value, index) => value - values[Math.max(0, index - 1)]),
  );
}

export function readSteps(reader: StateReader): Float64Array {
  let value = reader.number();
  return readWholes(reader).map((step) => (value += step));
}

/** Int64s, as steps where these are small. */
export function writeIntegerSteps(writer: StateWriter, values: BigInt64Array): void {
  const steps = new Float64Array(values.length);
  for (let index = 1; index < values.length; index += 1) {
    steps[index] = Number(values[index] - values[index - 1]);
  }
  const isExact = steps.every((step) => Number.isSafeInteger(step));
  writer.flag(isExact);
  if (isExact) {
    writer.integer(values.length === 0 ? 0n : values[0]);
    writeWholes(writer, steps);
  } else {
    writer.integers(values);
  }
}

export function readIntegerSteps(reader: StateReader): BigInt64Array {
  if (!reader.flag()) {
    return reader.integers();
  }
  let value = reader.integer();
  return BigInt64Array.from(readWholes(reader), (step) => (value += BigInt(step)));
}

/** Int32s of rows, `perRow` each: only those that differ from the row before. */
export function writeChanges(writer: StateWriter, values: Int32Array, perRow: number): void {
  const gaps: number[] = [];
  const changed: number[] = [];
  let last = -1;
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] !== (index < perRow ? 0 : values[index - perRow])) {
      gaps.push(index - last);
      changed.push(values[index]);
      last = index;
    }
  }
  writer.number(values.length);
  writeWholes(writer, gaps);
  writeWholes(writer, changed);
}

export function readChanges(reader: StateReader, perRow: number): Int32Array {
  const values = new Int32Array(reader.number());
  const gaps = readWholes(reader);
  const changed = readWholes(reader);
  let at = -1;
  let done = 0;
  gaps.forEach((gap, index) => {
    at += gap;
    copyDown(values, done, at, perRow);
    values[at] = changed[index];
    done = at + 1;
  });
  copyDown(values, done, values.length, perRow);
  return values;
}

/** Places `[from, to)` are as in the row before. */
function copyDown(values: Int32Array, from: number, to: number, perRow: number): void {
  for (let index = Math.max(from, perRow); index < to; index += 1) {
    values[index] = values[index - perRow];
  }
}
