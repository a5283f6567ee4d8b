import type { SessionNs } from '../session/engine-session.js';

const TWO_32 = 4_294_967_296;

/** Reads int64 instants as whole ns since a session's start, without making a bigint for each. */
export interface OffsetReader {
  /** The column that is read next. */
  use(values: BigInt64Array): void;
  /** Exact within 104 days of the start; further away its sign and size remain. */
  at(index: number): SessionNs;
}

/** The two halves of an int64, as machines of our time lay them out: the low one first. */
export function createOffsetReader(startNs: bigint): OffsetReader {
  const startHigh = Number(startNs >> 32n);
  const startLow = Number(startNs & 0xffff_ffffn);
  let halves: Int32Array = new Int32Array(0);
  return {
    use(values) {
      halves = halvesOf(values);
    },
    at: (index) =>
      (halves[2 * index + 1] - startHigh) * TWO_32 + ((halves[2 * index] >>> 0) - startLow),
  };
}

/** The same bytes as int32 pairs. */
function halvesOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}
