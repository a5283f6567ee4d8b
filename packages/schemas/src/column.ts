/**
 * One column of a dataset. Everything that is said of a column anywhere (TypeScript type, zod check,
 * DuckDB type, the framer's lexical check, documentation) derives from this declaration.
 */
export type ColumnType = 'i64' | 'i32' | 'i16' | 'i8' | 'f64' | 'utf8' | 'bool';

/** The JavaScript value of a column type: int64 is `bigint`, narrower integers are `number`. */
export type ColumnValue = bigint | number | string | boolean;

/** What a value must satisfy beyond its type. Bounds are inclusive unless they say otherwise. */
export interface ColumnRule {
  /** Nanoseconds since 1970 UTC, between 2000-01-01 and 2100-01-01. */
  readonly time?: true;
  readonly min?: number;
  readonly above?: number;
  readonly oneOf?: readonly (string | number)[];
  /** `YYYY-MM-DD`, a day that exists. */
  readonly date?: true;
  /** Text of at least one character. */
  readonly nonEmpty?: true;
  /** A price of exactly 0 means "no price": read as NULL. */
  readonly zeroIsAbsent?: true;
  /** A price of 0 means "no price" when this size column is 0 too (a spread may really cost 0). */
  readonly zeroIsAbsentWith?: string;
}

export interface Column<
  Name extends string = string,
  Value extends ColumnValue = ColumnValue,
  Nullable extends boolean = boolean,
> {
  readonly name: Name;
  readonly type: ColumnType;
  readonly nullable: Nullable;
  readonly describe: string;
  readonly rule: ColumnRule;
  /** Carries the value type for `RowOf`; never set. */
  readonly valueType?: Value;
}

/** The same column, but absent values are allowed and stored as NULL. */
export function nullable<Name extends string, Value extends ColumnValue>(
  column: Column<Name, Value, false>,
): Column<Name, Value, true> {
  return { ...column, nullable: true };
}

function column<Name extends string, Value extends ColumnValue>(
  name: Name,
  type: ColumnType,
  describe: string,
  rule: ColumnRule,
): Column<Name, Value, false> {
  return { name, type, nullable: false, describe, rule };
}

/** An instant in int64 nanoseconds, UTC. */
export const timeNs = <Name extends string>(name: Name, describe: string) =>
  column<Name, bigint>(name, 'i64', describe, { time: true });

export const int64 = <Name extends string>(name: Name, describe: string, rule: ColumnRule = {}) =>
  column<Name, bigint>(name, 'i64', describe, rule);

export const int32 = <Name extends string>(name: Name, describe: string, rule: ColumnRule = {}) =>
  column<Name, number>(name, 'i32', describe, rule);

export const int16 = <Name extends string>(name: Name, describe: string, rule: ColumnRule = {}) =>
  column<Name, number>(name, 'i16', describe, rule);

export const int8 = <Name extends string>(name: Name, describe: string, rule: ColumnRule = {}) =>
  column<Name, number>(name, 'i8', describe, rule);

/** A finite IEEE-754 double; NaN and infinities are refused at the edge. */
export const float64 = <Name extends string>(name: Name, describe: string, rule: ColumnRule = {}) =>
  column<Name, number>(name, 'f64', describe, rule);

export const text = <Name extends string>(name: Name, describe: string, rule: ColumnRule = {}) =>
  column<Name, string>(name, 'utf8', describe, rule);

export const flag = <Name extends string>(name: Name, describe: string) =>
  column<Name, boolean>(name, 'bool', describe, {});
