import { bytesOf, isValid, type RawVector, type Validity } from './raw-vector.js';

/** Bytes of a `string_t`: its length, then the text itself or a prefix and a pointer. */
const WIDTH = 16;
const LENGTH_BYTES = 4;
/** The longest text that stands inside its `string_t`. */
const MAX_INLINED = 12;
const NO_BYTES = new Uint8Array(0);

/** Offsets and bytes of an Arrow Utf8 column. */
export interface TextBuffers {
  readonly valueOffsets: Int32Array;
  readonly data: Uint8Array;
}

/**
 * A text vector as Arrow's buffers, byte for byte. Texts of up to twelve bytes are copied from the vector
 * itself; only longer ones cost a native call each (the engine gives every row a copy of its own).
 */
export function textBuffers(vector: RawVector, validity: Validity, rows: number): TextBuffers {
  const { dataView } = vector;
  const valueOffsets = new Int32Array(rows + 1);
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    end += isValid(validity, row) ? dataView.getUint32(row * WIDTH, true) : 0;
    valueOffsets[row + 1] = end;
  }
  const data = new Uint8Array(end);
  const inlined = new Uint8Array(dataView.buffer, dataView.byteOffset, dataView.byteLength);
  const bytes = bytesOf(vector, rows);
  for (let row = 0; row < rows; row += 1) {
    const at = valueOffsets[row];
    const length = valueOffsets[row + 1] - at;
    if (length <= MAX_INLINED) {
      const from = row * WIDTH + LENGTH_BYTES;
      for (let index = 0; index < length; index += 1) {
        data[at + index] = inlined[from + index];
      }
    } else {
      data.set(bytes.getItemBytes(row) ?? NO_BYTES, at);
    }
  }
  return { valueOffsets, data };
}
