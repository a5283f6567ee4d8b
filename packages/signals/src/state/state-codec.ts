import { SignalsError } from '../errors.js';

/**
 * Writes state as bytes: what a component puts in it reads back in the same order. The same values give
 * the same bytes on every machine (little-endian, IEEE 754, UTF-8).
 */
export class StateWriter {
  private bytes = new Uint8Array(64 * 1024);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  /** A float64; integers up to 2^53 are exact. */
  number(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** An int64. */
  integer(value: bigint): void {
    this.reserve(8);
    this.view.setBigInt64(this.length, value, true);
    this.length += 8;
  }

  /** An integer of any size. */
  bigInteger(value: bigint): void {
    this.text(String(value));
  }

  flag(value: boolean): void {
    this.number(value ? 1 : 0);
  }

  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.number(encoded.length);
    this.reserve(encoded.length);
    this.bytes.set(encoded, this.length);
    this.length += encoded.length;
  }

  numbers(values: ArrayLike<number>): void {
    this.number(values.length);
    this.reserve(values.length * 8);
    for (let index = 0; index < values.length; index += 1) {
      this.view.setFloat64(this.length, values[index], true);
      this.length += 8;
    }
  }

  /** Small integers, four bytes each. */
  int32s(values: ArrayLike<number>): void {
    this.number(values.length);
    this.reserve(values.length * 4);
    for (let index = 0; index < values.length; index += 1) {
      this.view.setInt32(this.length, values[index], true);
      this.length += 4;
    }
  }

  /** Int64s. */
  integers(values: BigInt64Array): void {
    this.number(values.length);
    this.reserve(values.length * 8);
    for (const value of values) {
      this.view.setBigInt64(this.length, value, true);
      this.length += 8;
    }
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) {
      return;
    }
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

/** Reads what a `StateWriter` wrote. Throws `BAD_STATE` where the bytes end too early. */
export class StateReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  number(): number {
    const from = this.take(8);
    return this.view.getFloat64(from, true);
  }

  integer(): bigint {
    const from = this.take(8);
    return this.view.getBigInt64(from, true);
  }

  bigInteger(): bigint {
    return BigInt(this.text());
  }

  flag(): boolean {
    return this.number() === 1;
  }

  text(): string {
    const length = this.count(1);
    const from = this.take(length);
    return new TextDecoder().decode(this.bytes.subarray(from, from + length));
  }

  numbers(): Float64Array {
    const values = new Float64Array(this.count(8));
    for (let index = 0; index < values.length; index += 1) {
      values[index] = this.number();
    }
    return values;
  }

  int32s(): Int32Array {
    const values = new Int32Array(this.count(4));
    for (let index = 0; index < values.length; index += 1) {
      values[index] = this.view.getInt32(this.take(4), true);
    }
    return values;
  }

  integers(): BigInt64Array {
    const values = new BigInt64Array(this.count(8));
    for (let index = 0; index < values.length; index += 1) {
      values[index] = this.integer();
    }
    return values;
  }

  /** Whether everything was read. */
  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  private count(width: number): number {
    const count = this.number();
    if (!Number.isInteger(count) || count < 0 || this.at + count * width > this.bytes.length) {
      throw tooShort(`${count} values of ${width} bytes`);
    }
    return count;
  }

  private take(width: number): number {
    const from = this.at;
    if (from + width > this.bytes.length) {
      throw tooShort(`${width} bytes`);
    }
    this.at += width;
    return from;
  }
}

function tooShort(expected: string): SignalsError {
  return new SignalsError(
    'BAD_STATE',
    `engine state: expected ${expected} more, was at the end: restore it from another checkpoint`,
  );
}
