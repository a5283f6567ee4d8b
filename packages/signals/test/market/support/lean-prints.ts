import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** A print of a LEAN file. */
export interface LeanPrint {
  /** Milliseconds since midnight, New York. */
  readonly milliseconds: number;
  readonly nanos: number;
  readonly size: number;
  /** The tape's letter of the venue. */
  readonly letter: string;
  /** Names as `conditions` has them; only those that the engine asks for. */
  readonly conditions: string | null;
}

/** Bits of LEAN's `TradeConditionFlags` (QuantConnect/Lean, Common/Data/Auxiliary) that matter here. */
const BITS: readonly (readonly [number, string])[] = [
  [9, 'DerivativelyPriced'],
  [11, 'Sold'],
  [13, 'ExtendedHours'],
  [14, 'OutOfSequence'],
  [20, 'AveragePrice'],
  [24, 'OfficialClose'],
  [25, 'PriorReferencePrice'],
  [26, 'OfficialOpen'],
];

/** The prints of a zip with one file: time, price × 10,000, size, venue, flags in hexadecimal, suspicion. */
export function readLeanPrints(path: string): LeanPrint[] {
  return onlyFileOf(readFileSync(path)).toString('utf8').trimEnd().split('\n').map(printOf);
}

function printOf(line: string): LeanPrint {
  const [time, price, size, letter, hexadecimal] = line.split(',');
  const flags = Number.parseInt(hexadecimal, 16);
  const names = BITS.filter(([bit]) => ((flags >>> bit) & 1) === 1).map(([, name]) => name);
  return {
    milliseconds: Number(time),
    nanos: Number(price) * 100_000,
    size: Number(size),
    letter,
    conditions: names.length === 0 ? null : names.sort().join('|'),
  };
}

/** The bytes of the only file of a zip, as its central directory names them. */
function onlyFileOf(zip: Buffer): Buffer {
  const entry = zip.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  const length = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return inflateRawSync(zip.subarray(from, from + length));
}
