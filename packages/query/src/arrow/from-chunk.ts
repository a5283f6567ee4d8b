import type { Column } from '@assay/schemas';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { makeData, RecordBatch, Struct, type Data, type Schema } from 'apache-arrow';
import { QueryError } from '../errors.js';
import { rawVector, validityOf, type RawVector } from './raw-vector.js';
import { arrowType } from './schema.js';
import { textBuffers } from './text-buffers.js';

/**
 * One result chunk as an Arrow record batch. Values are copied: the chunk's memory is the engine's.
 * Throws `SCHEMA_MISMATCH` for NULL in a column that declares none.
 */
export function batchFromChunk(
  schema: Schema,
  columns: readonly Column[],
  chunk: DuckDBDataChunk,
): RecordBatch {
  const rows = chunk.rowCount;
  const children = columns.map((column, index) =>
    dataOf(column, rawVector(chunk.getColumnVector(index)), rows),
  );
  const struct = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type: struct, length: rows, nullCount: 0, children }));
}

function dataOf(column: Column, vector: RawVector, rows: number): Data {
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
  return makeData({ type, ...shared, data: vector.items.slice(0, rows) } as never);
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
