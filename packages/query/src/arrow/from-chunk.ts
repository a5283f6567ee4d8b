import type { Column } from '@assay/schemas';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { makeData, RecordBatch, Struct, type Data, type Schema } from 'apache-arrow';
import { QueryError } from '../errors.js';
import { rawVector, validityOf, type RawVector } from './raw-vector.js';
import { arrowType } from './schema.js';
import { textBuffers } from './text-buffers.js';

/** Values of eight bytes stand at multiples of eight. */
const ALIGNMENT = 8;

/**
 * One result chunk as an Arrow record batch. Values are copied: the chunk's memory is the engine's. All
 * columns of fixed width share one piece of memory: one apiece would keep the collector busy.
 * Throws `SCHEMA_MISMATCH` for NULL in a column that declares none.
 */
export function batchFromChunk(
  schema: Schema,
  columns: readonly Column[],
  chunk: DuckDBDataChunk,
): RecordBatch {
  const rows = chunk.rowCount;
  const vectors = columns.map((_, index) => rawVector(chunk.getColumnVector(index)));
  const copyOf = sharedCopies(columns, vectors, rows);
  const children = columns.map((column, index) => dataOf(column, vectors[index], rows, copyOf));
  const struct = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type: struct, length: rows, nullCount: 0, children }));
}

type CopyValues = (vector: RawVector) => RawVector['items'];

/** Copies of fixed-width values in memory that was taken at once, and not cleared before. */
function sharedCopies(
  columns: readonly Column[],
  vectors: readonly RawVector[],
  rows: number,
): CopyValues {
  let bytes = 0;
  columns.forEach((column, index) => {
    bytes += isFixedWidth(column) ? roomFor(vectors[index], rows) : 0;
  });
  const { buffer } = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  return (vector) => {
    const Values = vector.items.constructor as new (
      memory: ArrayBuffer,
      offset: number,
      length: number,
    ) => RawVector['items'];
    const copy = new Values(buffer, at, rows);
    at += roomFor(vector, rows);
    const values = vector.items.subarray(0, rows);
    copy.set(values as never);
    return copy;
  };
}

function isFixedWidth({ type }: Column): boolean {
  return type !== 'utf8' && type !== 'bool';
}

function roomFor({ items }: RawVector, rows: number): number {
  return Math.ceil((rows * items.BYTES_PER_ELEMENT) / ALIGNMENT) * ALIGNMENT;
}

function dataOf(column: Column, vector: RawVector, rows: number, copyOf: CopyValues): Data {
  const validity = validityOf(vector, rows);
  if (validity.nulls > 0 && !column.nullable) {
    throw new QueryError(
      'SCHEMA_MISMATCH',
      `"${column.name}": expected a value in every row, was NULL in ${validity.nulls} of ${rows}`,
    );
  }
  const shared = { length: rows, nullCount: validity.nulls, nullBitmap: validity.bitmap };
  const type = arrowType(column);
  if (column.type === 'utf8') {
    return makeData({ type, ...shared, ...textBuffers(vector, validity, rows) } as never);
  }
  if (column.type === 'bool') {
    return makeData({ type, ...shared, data: bitsOf(vector, rows) } as never);
  }
  return makeData({ type, ...shared, data: copyOf(vector) } as never);
}

function bitsOf({ dataView }: RawVector, rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row += 1) {
    if (dataView.getUint8(row) !== 0) {
      bits[row >> 3] |= 1 << (row & 7);
    }
  }
  return bits;
}
