import type { Column, ColumnType } from '@assay/schemas';
import {
  Bool,
  Field,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  Schema,
  Utf8,
  type DataType,
} from 'apache-arrow';

const ARROW_TYPES: Readonly<Record<ColumnType, () => DataType>> = {
  i64: () => new Int64(),
  i32: () => new Int32(),
  i16: () => new Int16(),
  i8: () => new Int8(),
  f64: () => new Float64(),
  utf8: () => new Utf8(),
  bool: () => new Bool(),
};

/** The Arrow type of a column. */
export function arrowType(column: Column): DataType {
  return ARROW_TYPES[column.type]();
}

/** The Arrow schema of columns, in their order. */
export function arrowSchema(columns: readonly Column[]): Schema {
  return new Schema(
    columns.map((column) => new Field(column.name, arrowType(column), column.nullable)),
  );
}
