import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyRow, Column, ColumnType, ColumnValue } from '../../src/index.js';

/** A value as the vector files write it: int64 and the doubles that JSON lacks are strings. */
type JsonValue = string | number | boolean | null;

export interface EventIdVector {
  readonly name: string;
  readonly dataset: string;
  readonly row: Readonly<Record<string, JsonValue>>;
  readonly eventId: string;
}

export interface LogicalHashVector {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly rows: readonly Readonly<Record<string, JsonValue>>[];
  readonly rowTexts: readonly string[];
  readonly logicalHash: string;
}

export function readVectors<Vector>(file: string): readonly Vector[] {
  const path = join(import.meta.dirname, '../vectors', file);
  const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: readonly Vector[] };
  return vectors;
}

/** The row of a vector in JavaScript values. */
export function rowOfVector(columns: readonly Column[], row: EventIdVector['row']): AnyRow {
  return Object.fromEntries(
    columns
      .filter((column) => column.name in row)
      .map((column) => [column.name, valueOf(column.type, row[column.name])]),
  );
}

function valueOf(type: ColumnType, value: JsonValue): ColumnValue | null {
  if (value === null || typeof value === 'boolean') {
    return value;
  }
  if (type === 'i64') {
    return BigInt(value);
  }
  return type === 'utf8' ? value : Number(value);
}
