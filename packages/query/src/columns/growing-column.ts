import type { Column } from '@assay/schemas';
import type { BatchColumn } from './column-batch.js';
import { TextDictionary } from './text-dictionary.js';

type Numbers = Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/** Makes the values of a type that is no i64 and no text. */
const NUMBERS = {
  f64: (capacity: number) => new Float64Array(capacity),
  i32: (capacity: number) => new Int32Array(capacity),
  i16: (capacity: number) => new Int16Array(capacity),
  i8: (capacity: number) => new Int8Array(capacity),
  bool: (capacity: number) => new Uint8Array(capacity),
} as const;

/**
 * A column that grows row by row. A row that is not set is NULL. Values of an i64 are set as two words of
 * 32 bits (little-endian, as every machine that runs Node is), so that none passes through a number.
 */
export class GrowingColumn {
  readonly type: Column['type'];
  readonly nullable: boolean;
  readonly dictionary: TextDictionary;
  numbers: Numbers = NUMBERS.bool(0);
  words: Uint32Array = new Uint32Array(0);
  codes: Int32Array = new Int32Array(0);
  /** 1 where a row has a value; kept for nullable columns alone. */
  valid: Uint8Array = new Uint8Array(0);
  present = 0;

  constructor({ type, nullable }: Pick<Column, 'type' | 'nullable'>) {
    this.type = type;
    this.nullable = nullable;
    this.dictionary = new TextDictionary();
  }

  setNumber(row: number, value: number): void {
    this.numbers[row] = value;
    this.mark(row);
  }

  setWords(row: number, low: number, high: number): void {
    this.words[2 * row] = low;
    this.words[2 * row + 1] = high;
    this.mark(row);
  }

  setCode(row: number, code: number): void {
    this.codes[row] = code;
    this.mark(row);
  }

  /** Makes room for `capacity` rows, and keeps the first `rows`. */
  grow(capacity: number, rows: number): void {
    if (this.type === 'i64') {
      const { words } = this;
      this.words = new Uint32Array(2 * capacity);
      this.words.set(words.subarray(0, 2 * rows));
    } else if (this.type === 'utf8') {
      const { codes } = this;
      this.codes = new Int32Array(capacity).fill(-1);
      this.codes.set(codes.subarray(0, rows));
    } else {
      const { numbers } = this;
      this.numbers = NUMBERS[this.type](capacity);
      this.numbers.set(numbers.subarray(0, rows));
    }
    if (this.nullable) {
      const { valid } = this;
      this.valid = new Uint8Array(capacity);
      this.valid.set(valid.subarray(0, rows));
    }
  }

  /** The first `rows` rows, whose memory is the taker's from here on; undefined where all are NULL. */
  take(rows: number): BatchColumn | undefined {
    const { present, type } = this;
    this.present = 0;
    if (present === 0) {
      return undefined;
    }
    const valid = present === rows ? {} : { valid: this.valid.subarray(0, rows) };
    if (type === 'i64') {
      return { kind: 'integer', values: new BigInt64Array(this.words.buffer, 0, rows), ...valid };
    }
    if (type === 'utf8') {
      const { texts } = this.dictionary;
      this.dictionary.renewIfLarge();
      return { kind: 'text', codes: this.codes.subarray(0, rows), texts };
    }
    return { kind: 'number', values: this.numbers.subarray(0, rows), ...valid };
  }

  private mark(row: number): void {
    this.present += 1;
    if (this.nullable) {
      this.valid[row] = 1;
    }
  }
}
