import { columnSchema, expectation, INT64_MAX } from '../column-check.js';
import type { Column, ColumnValue } from '../column.js';
import { describeJson, isJsonNumber, type JsonNumber, type JsonValue } from './json-value.js';
import { Refusal } from './refusal.js';

const INTEGER = /^-?\d+$/;
/** A digit other than 0 before any exponent. */
const NON_ZERO = /^[^eE]*[1-9]/;
/** Characters of the longest int64. */
const INT64_LENGTH = 20;
/** Characters of an integer that a double holds exactly for sure. */
const SAFE_LENGTH = 15;

const schemas = new WeakMap<Column, ReturnType<typeof columnSchema>>();

/** The JavaScript value a JSON value has in a column, where its type fits at all; null when absent. */
export function columnValue(column: Column, value: JsonValue | undefined): ColumnValue | null {
  if (value === undefined || value === null) {
    return null;
  }
  switch (column.type) {
    case 'utf8':
      if (typeof value === 'string') {
        return value;
      }
      break;
    case 'bool':
      if (typeof value === 'boolean') {
        return value;
      }
      break;
    case 'f64':
      if (isJsonNumber(value)) {
        return doubleOf(column, value);
      }
      break;
    default:
      if (isJsonNumber(value) && INTEGER.test(value.text)) {
        return integerOf(column, value.text);
      }
  }
  throw misfit('WRONG_TYPE', column, describeJson(value));
}

/** Holds a value to its column's range. */
export function checkValue(
  column: Column,
  value: ColumnValue | null,
  given: JsonValue | undefined,
): void {
  if (value === null) {
    if (!column.nullable) {
      throw misfit('MISSING_FIELD', column, given === undefined ? 'absent' : 'null');
    }
    return;
  }
  let schema = schemas.get(column);
  if (schema === undefined) {
    schema = columnSchema(column);
    schemas.set(column, schema);
  }
  if (!schema.safeParse(value).success) {
    const was = given === undefined ? String(value) : describeJson(given);
    throw misfit('OUT_OF_RANGE', column, was);
  }
}

/** The nearest double, −0 as 0. What is not 0 but nearer to it than to any other double is refused. */
function doubleOf(column: Column, given: JsonNumber): number {
  const value = Number(given.text);
  if (value === 0 && NON_ZERO.test(given.text)) {
    throw misfit('OUT_OF_RANGE', column, describeJson(given));
  }
  return value === 0 ? 0 : value;
}

/** The exact integer; one of more digits than any column holds becomes a value that none accepts. */
function integerOf(column: Column, text: string): ColumnValue {
  if (column.type === 'i64') {
    return text.length <= INT64_LENGTH ? BigInt(text) : INT64_MAX + 1n;
  }
  return text.length <= SAFE_LENGTH ? Number(BigInt(text)) : Number.MAX_SAFE_INTEGER;
}

function misfit(
  reason: 'WRONG_TYPE' | 'OUT_OF_RANGE' | 'MISSING_FIELD',
  column: Column,
  was: string,
): Refusal {
  const detail = `"${column.name}": expected ${expectation(column)}, was ${was}`;
  return new Refusal(reason, detail, column.name);
}
