import { DuckDBBlobVector, type DuckDBVector } from '@duckdb/node-api';

type VectorParts = ConstructorParameters<typeof DuckDBBlobVector>;

/**
 * What the engine's bindings keep behind a flat vector, as of the pinned version: reading values one by
 * one through `getItem` is ten times slower. The tests hold every type to another reader's values.
 */
export interface RawVector {
  /** Values of fixed width; the type's own typed array. */
  readonly items: BigInt64Array | Int32Array | Int16Array | Int8Array | Float64Array;
  /** Booleans as bytes, text as 16-byte `string_t`. */
  readonly dataView: DataView;
  /** A bit for each row, least significant first, set where there is a value; null when all are set. */
  readonly validity: { readonly data: BigUint64Array | null };
  /** The engine's own handle. */
  readonly vector: VectorParts[2];
}

export function rawVector(vector: DuckDBVector): RawVector {
  return vector as unknown as RawVector;
}

/** The same text vector read as bytes: a text is neither decoded nor encoded again. */
export function bytesOf(vector: RawVector, rows: number): DuckDBBlobVector {
  const validity = vector.validity as unknown as VectorParts[1];
  return new DuckDBBlobVector(vector.dataView, validity, vector.vector, 0, rows);
}

/** A vector's validity in Arrow's layout, which is the engine's too. */
export interface Validity {
  /** Undefined when every row has a value. */
  readonly bitmap: Uint8Array | undefined;
  readonly nulls: number;
}

const ALL_VALID: Validity = { bitmap: undefined, nulls: 0 };

export function validityOf(vector: RawVector, rows: number): Validity {
  const { data } = vector.validity;
  if (data === null) {
    return ALL_VALID;
  }
  const bitmap = new Uint8Array(data.buffer, data.byteOffset, (rows + 7) >> 3).slice();
  const beyond = rows & 7;
  if (beyond !== 0) {
    bitmap[bitmap.length - 1] &= (1 << beyond) - 1;
  }
  let valid = 0;
  for (const byte of bitmap) {
    valid += bitsOf(byte);
  }
  return valid === rows ? ALL_VALID : { bitmap, nulls: rows - valid };
}

export function isValid({ bitmap }: Validity, row: number): boolean {
  return bitmap === undefined || (bitmap[row >> 3] & (1 << (row & 7))) !== 0;
}

function bitsOf(byte: number): number {
  let bits = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) {
    bits += 1;
  }
  return bits;
}
