/**
 * Rows of one dataset as columns, nothing of them made per row: what the level engine takes (the type
 * is `EventBatch` of `signals`, which this package may not import; they are checked against each other there
 * where one is given as the other).
 */
export interface ColumnBatch {
  /** Dataset id, such as `futures.mbp10.v1`. */
  readonly dataset: string;
  readonly rows: number;
  /** By column name. A nullable column that is absent is NULL in every row. */
  readonly columns: Readonly<Record<string, BatchColumn>>;
  readonly origin: BatchOrigin | undefined;
}

/** The log that `_pos` counts in. */
export interface BatchOrigin {
  readonly shard: string;
  readonly epoch: number;
}

export type BatchColumn = NumberBatchColumn | IntegerBatchColumn | TextBatchColumn;

/** f64, i32, i16, i8; a flag is 0 or 1. `valid` is 1 where the row has a value; absent: all have. */
export interface NumberBatchColumn {
  readonly kind: 'number';
  readonly values: Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array;
  readonly valid?: Uint8Array | undefined;
}

/** i64. */
export interface IntegerBatchColumn {
  readonly kind: 'integer';
  readonly values: BigInt64Array;
  readonly valid?: Uint8Array | undefined;
}

/** utf8: row `i` is `texts[codes[i]]`, or NULL where the code is -1. */
export interface TextBatchColumn {
  readonly kind: 'text';
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}
