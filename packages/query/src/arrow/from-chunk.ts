import type { Column } from '@assay/schemas';
import type { DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import { makeData, RecordBatch, Struct, type Data, type Schema } from 'apache-arrow';
import { arrowType } from './schema.js';

type TypedItems = BigInt64Array | Int32Array | Int16Array | Int8Array | Float64Array;

/** One result chunk as an Arrow record batch. Values are copied: the chunk's memory is the engine's. */
export function batchFromChunk(
  schema: Schema,
  columns: readonly Column[],
  chunk: DuckDBDataChunk,
): RecordBatch {
  const rows = chunk.rowCount;
  const children = columns.map((column, index) =>
    dataOf(column, chunk.getColumnVector(index), rows),
  );
  const struct = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type: struct, length: rows, nullCount: 0, children }));
}

function dataOf(column: Column, vector: DuckDBVector, rows: number): Data {
  const { bitmap, nulls } = validityOf(column, vector, rows);
  const shared = { length: rows, nullCount: nulls, nullBitmap: bitmap };
  const type = arrowType(column);
  if (column.type === 'utf8') {
    return makeData({ type, ...shared, ...textBuffers(vector, rows) } as never);
  }
  if (column.type === 'bool') {
    return makeData({ type, ...shared, data: bitsOf(vector, rows) } as never);
  }
  const { items } = vector as unknown as { readonly items: TypedItems };
  return makeData({ type, ...shared, data: items.slice(0, rows) } as never);
}

function validityOf(
  column: Column,
  vector: DuckDBVector,
  rows: number,
): { bitmap: Uint8Array | undefined; nulls: number } {
  if (!column.nullable) {
    return { bitmap: undefined, nulls: 0 };
  }
  const { validity } = vector as unknown as {
    readonly validity: { itemValid(index: number): boolean };
  };
  const bitmap = new Uint8Array((rows + 7) >> 3);
  let nulls = 0;
  for (let row = 0; row < rows; row += 1) {
    if (validity.itemValid(row)) {
      bitmap[row >> 3] |= 1 << (row & 7);
    } else {
      nulls += 1;
    }
  }
  return nulls === 0 ? { bitmap: undefined, nulls } : { bitmap, nulls };
}

function textBuffers(vector: DuckDBVector, rows: number) {
  const valueOffsets = new Int32Array(rows + 1);
  const texts: string[] = [];
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    const text = (vector.getItem(row) as string | null) ?? '';
    texts.push(text);
    end += Buffer.byteLength(text, 'utf8');
    valueOffsets[row + 1] = end;
  }
  return { valueOffsets, data: new Uint8Array(Buffer.from(texts.join(''), 'utf8')) };
}

function bitsOf(vector: DuckDBVector, rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row += 1) {
    if (vector.getItem(row) === true) {
      bits[row >> 3] |= 1 << (row & 7);
    }
  }
  return bits;
}
