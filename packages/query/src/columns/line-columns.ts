import type { Column, Dataset } from '@assay/schemas';
import {
  asciiText,
  CLOSE,
  COMMA,
  LOWER_N,
  LOWER_T,
  plainStringEnd,
  QUOTE,
  REFUSED,
  skipSpace,
} from '../framer/bytes.js';
import { holds, knownBytes, NOTHING_KNOWN, type KnownBytes } from '../framer/known-bytes.js';
import type { BatchColumn } from './column-batch.js';
import { GrowingColumn } from './growing-column.js';
import { NumberReader } from './read-number.js';
import { escapedStringEnd, textOf } from './read-text.js';

const FIRST_CAPACITY = 1_024;
const NULL_BYTES = 4;

/** A column with what a line says before its value. */
interface Field {
  /** `"price":`; of a field that is no column, nothing. */
  readonly key: KnownBytes;
  readonly column: GrowingColumn | undefined;
  /** A text that the column repeated: as it stood in the line, and its code. */
  known: KnownBytes;
  knownCode: number;
  lastCode: number;
  /** The field that followed this one in the last line: producers keep their order. */
  next: Field | undefined;
}

/**
 * Turns lines that the framer found exact into columns: no object and no int64 is made of a row. It checks
 * nothing again: another line than an exact one gives anything.
 */
export class LineColumns {
  rows = 0;

  private capacity = 0;
  private readonly columns: ReadonlyMap<string, GrowingColumn>;
  private readonly fields = new Map<string, Field>();
  private readonly extra = fieldOf(undefined, undefined);
  private readonly head = fieldOf(undefined, undefined);
  private readonly numbers = new NumberReader();
  private viewed: ArrayBufferLike = new ArrayBuffer(0);
  private view = new DataView(this.viewed);

  constructor(dataset: Dataset, more: readonly Column[]) {
    const columns = [...dataset.columns, ...more];
    this.columns = new Map(columns.map((column) => [column.name, new GrowingColumn(column)]));
    for (const { name } of dataset.columns) {
      this.fields.set(name, fieldOf(name, this.columns.get(name)));
    }
  }

  /** A column to be set for rows beside what their lines say. */
  column(name: string): GrowingColumn {
    const column = this.columns.get(name);
    if (column === undefined) {
      throw new TypeError(`expected a column of the dataset, was "${name}"`);
    }
    return column;
  }

  /** Adds one row: `bytes[start, end)` is an exact object. Gives the row's index. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const row = this.rows;
    if (row === this.capacity) {
      this.grow();
    }
    this.rows += 1;
    if (this.viewed !== bytes.buffer) {
      this.viewed = bytes.buffer;
      this.view = new DataView(this.viewed);
    }
    const base = bytes.byteOffset;
    let previous = this.head;
    let at = start + 1;
    while (at < end) {
      at = skipSpace(bytes, at);
      let field = previous.next;
      if (field !== undefined && holds(this.view, base + at, field.key)) {
        at += field.key.length;
      } else {
        const nameEnd = plainStringEnd(bytes, at, end);
        field = this.fields.get(asciiText(bytes, at + 1, nameEnd - 1)) ?? this.extra;
        at = skipSpace(bytes, nameEnd) + 1;
        // A field that is no column has no key to be known by: what follows it is looked up.
        previous.next = field === this.extra ? undefined : field;
      }
      at = skipSpace(bytes, this.take(field, row, bytes, skipSpace(bytes, at), end));
      if (bytes[at] !== COMMA) {
        return row;
      }
      at += 1;
      previous = field;
    }
    return row;
  }

  /** All rows since the last taking; nothing refers to them here any more. */
  takeColumns(): Record<string, BatchColumn> {
    const taken: Record<string, BatchColumn> = {};
    for (const [name, column] of this.columns) {
      const values = column.take(this.rows);
      if (values !== undefined) {
        taken[name] = values;
      }
    }
    for (const field of this.fields.values()) {
      // A dictionary may have begun anew.
      field.known = NOTHING_KNOWN;
      field.lastCode = -1;
    }
    this.rows = 0;
    this.capacity = 0;
    return taken;
  }

  private grow(): void {
    this.capacity = Math.max(FIRST_CAPACITY, 2 * this.capacity);
    for (const column of this.columns.values()) {
      column.grow(this.capacity, this.rows);
    }
  }

  /** Takes the value that stands at `at`; gives the offset behind it. */
  private take(field: Field, row: number, bytes: Uint8Array, at: number, end: number): number {
    const { column } = field;
    if (column === undefined) {
      return scalarEnd(bytes, at, end);
    }
    if (bytes[at] === LOWER_N) {
      return at + NULL_BYTES;
    }
    const { numbers } = this;
    switch (column.type) {
      case 'f64':
        numbers.float(bytes, at);
        column.setNumber(row, numbers.value);
        return numbers.end;
      case 'i64':
        numbers.wide(bytes, at);
        column.setWords(row, numbers.low, numbers.high);
        return numbers.end;
      case 'utf8':
        return this.takeText(field, column, row, bytes, at, end);
      case 'bool': {
        const isTrue = bytes[at] === LOWER_T;
        column.setNumber(row, isTrue ? 1 : 0);
        return at + (isTrue ? 4 : 5);
      }
      default:
        numbers.integer(bytes, at);
        column.setNumber(row, numbers.value);
        return numbers.end;
    }
  }

  /** Only a text that repeats is worth being known by its bytes. */
  private takeText(
    field: Field,
    column: GrowingColumn,
    row: number,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): number {
    if (holds(this.view, bytes.byteOffset + at, field.known)) {
      column.setCode(row, field.knownCode);
      return at + field.known.length;
    }
    const plainEnd = plainStringEnd(bytes, at, end);
    const isPlain = plainEnd !== REFUSED;
    const after = isPlain ? plainEnd : escapedStringEnd(bytes, at);
    const text = isPlain ? asciiText(bytes, at + 1, after - 1) : textOf(bytes, at, after);
    const code = column.dictionary.codeOf(text);
    column.setCode(row, code);
    if (isPlain && code === field.lastCode) {
      field.known = knownBytes(`"${text}"`);
      field.knownCode = code;
    }
    field.lastCode = code;
    return after;
  }
}

function fieldOf(name: string | undefined, column: GrowingColumn | undefined): Field {
  const key = name === undefined ? NOTHING_KNOWN : knownBytes(`"${name}":`);
  return { key, column, known: NOTHING_KNOWN, knownCode: -1, lastCode: -1, next: undefined };
}

/** The offset behind a value that is not read: a scalar, since the line is exact. */
function scalarEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === QUOTE) {
    return plainStringEnd(bytes, at, end);
  }
  let after = at;
  while (after < end && bytes[after] !== COMMA && bytes[after] !== CLOSE) {
    after += 1;
  }
  return after;
}
