import { integerBounds, type Column, type Dataset, type DatasetRegistry } from '@assay/schemas';
import { QueryError } from '../errors.js';
import { knownBytes, NOTHING_KNOWN, type KnownBytes } from './known-bytes.js';

/** How the bytes of a field's value are checked. */
export const FieldKind = {
  integer: 0,
  time: 1,
  float: 2,
  text: 3,
  /** Text that must pass a check of its characters; the last one that did is remembered. */
  knownText: 4,
  flag: 5,
  /** Not a column: any scalar will do. */
  extra: 6,
} as const;
export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind];

/** One field of a line, prepared for comparing bytes. */
export interface FieldPlan {
  readonly kind: FieldKind;
  /** The column's place in its dataset; -1 for a field that is no column. */
  readonly index: number;
  /** The name as it stands in a line: `"price":`. */
  readonly key: KnownBytes;
  readonly required: boolean;
  /** Bounds of integers that fit a double exactly; int64 columns are bounded by digit count. */
  readonly min: number;
  readonly max: number;
  readonly wide: boolean;
  readonly isEventTime: boolean;
  readonly isPartition: boolean;
  /** Lower bound of a double, as far as signs and zeros tell; `other`: only the slow path knows. */
  readonly floatMin: 'any' | 'zero' | 'above-zero' | 'other';
  /** A zero needs a closer look: it may stand for "no price". */
  readonly zeroIsSpecial: boolean;
  readonly nonEmpty: boolean;
  readonly isDate: boolean;
  readonly oneOf: readonly (string | number)[] | undefined;
  /** The last `knownText` that passed: as it stood in the line, quotes included, and its value. */
  known: KnownBytes;
  knownValue: string;
  /** The field that followed this one in the last line: producers keep their order. */
  next: FieldPlan | undefined;
}

/** A dataset prepared for the framer. */
export interface LinePlan {
  readonly dataset: Dataset;
  readonly partition: FieldPlan;
  readonly byName: ReadonlyMap<string, FieldPlan>;
  readonly requiredCount: number;
  /** Which line last showed each field; compared with a line counter, so that it is never cleared. */
  readonly seenInLine: Float64Array;
  /** Stands before the first field: its `next` is the field that began the last line. */
  readonly head: FieldPlan;
}

/** Plans of every dataset of a registry, by id. */
export function planRegistry(registry: DatasetRegistry): Map<string, LinePlan> {
  return new Map(registry.all.map((dataset) => [dataset.id, planDataset(dataset)]));
}

export function planDataset(dataset: Dataset): LinePlan {
  const fields = dataset.columns.map((column, index) => planField(dataset, column, index));
  const byName = new Map(fields.map((field, index) => [dataset.columns[index].name, field]));
  const partition = byName.get(dataset.partition.column);
  if (partition === undefined) {
    throw new QueryError('BAD_REQUEST', `${dataset.id}: expected its partition column, was none`);
  }
  return {
    dataset,
    partition,
    byName,
    requiredCount: fields.filter((field) => field.required).length,
    seenInLine: new Float64Array(fields.length),
    head: planExtra(''),
  };
}

/** A field that no dataset knows: it is counted and left out. */
export function planExtra(name: string): FieldPlan {
  return {
    kind: FieldKind.extra,
    index: -1,
    key: keyBytes(name),
    required: false,
    min: 0,
    max: 0,
    wide: false,
    isEventTime: false,
    isPartition: false,
    floatMin: 'any',
    zeroIsSpecial: false,
    nonEmpty: false,
    isDate: false,
    oneOf: undefined,
    known: NOTHING_KNOWN,
    knownValue: '',
    next: undefined,
  };
}

function planField(dataset: Dataset, column: Column, index: number): FieldPlan {
  const { rule } = column;
  const isPartition = column.name === dataset.partition.column;
  const isInteger = ['i64', 'i32', 'i16', 'i8'].includes(column.type);
  const [min, max] = isInteger ? integerBounds(column) : [0n, 0n];
  return {
    kind: kindOf(column, isPartition),
    index,
    key: keyBytes(column.name),
    required: !column.nullable,
    min: Number(min),
    max: Number(max),
    wide: column.type === 'i64',
    isEventTime: column.name === 'ts_event_ns',
    isPartition,
    floatMin: floatMinOf(column),
    zeroIsSpecial: rule.zeroIsAbsent === true || rule.zeroIsAbsentWith !== undefined,
    nonEmpty: rule.nonEmpty === true,
    isDate: rule.date === true,
    oneOf: rule.oneOf,
    known: NOTHING_KNOWN,
    knownValue: '',
    next: undefined,
  };
}

function keyBytes(name: string): KnownBytes {
  return knownBytes(`"${name}":`);
}

function floatMinOf(column: Column): FieldPlan['floatMin'] {
  const { min, above } = column.rule;
  if (min === undefined && above === undefined) {
    return 'any';
  }
  if (min === 0 && above === undefined) {
    return 'zero';
  }
  return above === 0 && min === undefined ? 'above-zero' : 'other';
}

function kindOf(column: Column, isPartition: boolean): FieldKind {
  const { rule } = column;
  switch (column.type) {
    case 'utf8':
      return isPartition || rule.oneOf !== undefined || rule.date === true
        ? FieldKind.knownText
        : FieldKind.text;
    case 'bool':
      return FieldKind.flag;
    case 'f64':
      return FieldKind.float;
    default:
      return rule.time === true ? FieldKind.time : FieldKind.integer;
  }
}
