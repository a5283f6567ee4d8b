import { isValid, type RawVector, type Validity } from './raw-vector.js';

/** Bytes of a `string_t`: its length, then the text itself or a prefix and a pointer. */
const WIDTH = 16;
const LENGTH_BYTES = 4;
/** The longest text that stands inside its `string_t`. */
const MAX_INLINED = 12;
const POINTER_AT = 8;
const TWO_32 = 4_294_967_296;
const BYTE_ORDER_MARK = '\ufeff';

/** Offsets and bytes of an Arrow Utf8 column. */
export interface TextBuffers {
  readonly valueOffsets: Int32Array;
  readonly data: Uint8Array;
}

/**
 * A text vector as Arrow's buffers. Short texts are copied from the vector itself; a longer one costs a
 * native call the first time, and is copied from the bytes already written when a row repeats it (a
 * column with a dictionary points at one place for all of them).
 */
export function textBuffers(vector: RawVector, validity: Validity, rows: number): TextBuffers {
  const { dataView } = vector;
  const valueOffsets = new Int32Array(rows + 1);
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    end += isValid(validity, row) ? dataView.getUint32(row * WIDTH, true) : 0;
    valueOffsets[row + 1] = end;
  }
  const data = Buffer.allocUnsafeSlow(end);
  const inlined = new Uint8Array(dataView.buffer, dataView.byteOffset, dataView.byteLength);
  /** Which row first showed the text that a pointer leads to. */
  const rowsByPointer = new Map<number, number>();
  for (let row = 0; row < rows; row += 1) {
    const at = valueOffsets[row];
    const length = valueOffsets[row + 1] - at;
    if (length <= MAX_INLINED) {
      const from = row * WIDTH + LENGTH_BYTES;
      for (let index = 0; index < length; index += 1) {
        data[at + index] = inlined[from + index];
      }
      continue;
    }
    const pointer = pointerAt(dataView, row);
    const twin = rowsByPointer.get(pointer);
    const from = twin === undefined ? 0 : valueOffsets[twin];
    if (twin !== undefined && valueOffsets[twin + 1] - from === length) {
      data.copyWithin(at, from, from + length);
    } else {
      writeLong(data, at, length, vector.getItem(row) as string);
      rowsByPointer.set(pointer, row);
    }
  }
  return { valueOffsets, data: new Uint8Array(data.buffer, 0, end) };
}

function pointerAt(dataView: DataView, row: number): number {
  const at = row * WIDTH + POINTER_AT;
  return dataView.getUint32(at + 4, true) * TWO_32 + dataView.getUint32(at, true);
}

function writeLong(data: Buffer, at: number, length: number, text: string): void {
  if (data.write(text, at) < length) {
    // Decoding swallowed the mark at the beginning.
    data.write(BYTE_ORDER_MARK + text, at);
  }
}
