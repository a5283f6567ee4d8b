import { Type, type Data, type RecordBatch } from 'apache-arrow';
import { QueryError } from '../errors.js';
import type { BatchColumn, BatchOrigin, ColumnBatch } from './column-batch.js';

/**
 * A record batch of a scan as columns: numbers and integers are the batch's own memory, texts become codes
 * (a text that repeats is decoded once). A column without any value is left out.
 */
export function columnsFromRecordBatch(
  dataset: string,
  batch: RecordBatch,
  origin: BatchOrigin | undefined,
): ColumnBatch {
  const columns: Record<string, BatchColumn> = {};
  batch.schema.fields.forEach(({ name }, index) => {
    const data = batch.data.children[index];
    if (data.nullCount < batch.numRows) {
      columns[name] = columnOf(name, data);
    }
  });
  return { dataset, rows: batch.numRows, columns, origin };
}

function columnOf(name: string, data: Data): BatchColumn {
  const { length, nullCount } = data;
  const valid = nullCount === 0 ? undefined : bitsOf(data.nullBitmap, data.offset, length);
  const nulls = valid === undefined ? {} : { valid };
  switch (data.typeId) {
    case Type.Utf8:
      return textColumn(data, valid);
    case Type.Bool:
      return {
        kind: 'number',
        values: bitsOf(data.values as Uint8Array, data.offset, length),
        ...nulls,
      };
    case Type.Int:
    case Type.Float: {
      const values = data.values as BigInt64Array | Float64Array | Int32Array;
      return values instanceof BigInt64Array
        ? { kind: 'integer', values: values.subarray(0, length), ...nulls }
        : { kind: 'number', values: values.subarray(0, length), ...nulls };
    }
    default:
      throw new QueryError(
        'BAD_REQUEST',
        `"${name}": expected numbers, integers, flags or text, was Arrow type ${data.typeId}`,
      );
  }
}

/** Bits of the given row on, as a byte a row. */
function bitsOf(bits: Uint8Array, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let row = 0; row < length; row += 1) {
    const at = offset + row;
    bytes[row] = (bits[at >> 3] >> (at & 7)) & 1;
  }
  return bytes;
}

function textColumn(data: Data, valid: Uint8Array | undefined): BatchColumn {
  const { length } = data;
  const bytes = data.values as Uint8Array;
  const offsets = data.valueOffsets as Int32Array;
  const codes = new Int32Array(length).fill(-1);
  const texts: string[] = [];
  const known = new Map<string, number>();
  let lastFrom = 0;
  let lastTo = -1;
  let lastCode = -1;
  for (let row = 0; row < length; row += 1) {
    if (valid?.[row] === 0) {
      continue;
    }
    const from = offsets[row];
    const to = offsets[row + 1];
    if (!isSame(bytes, from, to, lastFrom, lastTo)) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
      lastCode = known.get(text) ?? texts.length;
      if (lastCode === texts.length) {
        texts.push(text);
        known.set(text, lastCode);
      }
      lastFrom = from;
      lastTo = to;
    }
    codes[row] = lastCode;
  }
  return { kind: 'text', codes, texts };
}

/** Whether `bytes[from, to)` says what `bytes[otherFrom, otherTo)` does. */
function isSame(
  bytes: Uint8Array,
  from: number,
  to: number,
  otherFrom: number,
  otherTo: number,
): boolean {
  if (to - from !== otherTo - otherFrom) {
    return false;
  }
  for (let index = to - from - 1; index >= 0; index -= 1) {
    if (bytes[from + index] !== bytes[otherFrom + index]) {
      return false;
    }
  }
  return true;
}
