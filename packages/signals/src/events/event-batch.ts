/**
 * Rows of one dataset as columns, as a Parquet scan or a decoder of messages gives them: nothing is made
 * per row. Index `i` of every column is one row.
 */
export interface EventBatch {
  /** Dataset id, such as `futures.mbp10.v1`. */
  readonly dataset: string;
  readonly rows: number;
  /**
   * By column name: the dataset's own columns, and what tells copies apart: from Bronze or a log `_run`,
   * `_run_pos` and `_pos`, from Silver `_ord`. A nullable column that is absent is NULL in every row.
   */
  readonly columns: Readonly<Record<string, EventColumn>>;
  /** Where Bronze rows and messages come from; undefined for Silver, whose copies are reduced already. */
  readonly origin: EventOrigin | undefined;
}

/** The log that a batch's `_pos` counts in. */
export interface EventOrigin {
  readonly shard: string;
  readonly epoch: number;
}

/** One column: numbers, or texts by code. */
export type EventColumn = NumberColumn | IntegerColumn | TextColumn;

/** f64, i32, i16, i8; a flag is 0 or 1. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array;
  /** 1 where the row has a value; absent: every row has one. */
  readonly valid?: Uint8Array | undefined;
}

/** i64: event times, sequence numbers, positions. */
export interface IntegerColumn {
  readonly kind: 'integer';
  readonly values: BigInt64Array;
  readonly valid?: Uint8Array | undefined;
}

/** utf8: row `i` is `texts[codes[i]]`, or NULL where the code is -1. */
export interface TextColumn {
  readonly kind: 'text';
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}
