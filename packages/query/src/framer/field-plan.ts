import { integerBounds, type Column, type Dataset, type DatasetRegistry } from '@assay/schemas';

/** How the bytes of a field's value are checked. */
export const FieldKind = { integer: 0, float: 1, text: 2, flag: 3 } as const;
export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind];

/** One field of a dataset, prepared for comparing bytes. */
export interface FieldPlan {
  readonly index: number;
  readonly column: Column;
  readonly name: Uint8Array;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** Bounds of integers that fit a double exactly; int64 columns are bounded by digit count. */
  readonly min: number;
  readonly max: number;
  readonly wide: boolean;
  readonly isTime: boolean;
  readonly isPartition: boolean;
  /** Lower bound of a double, as far as signs and zeros tell; `other`: only the slow path knows. */
  readonly floatMin: 'any' | 'zero' | 'above-zero' | 'other';
  /** A zero needs a closer look: it may stand for "no price". */
  readonly zeroIsSpecial: boolean;
  readonly oneOf: ReadonlySet<string> | undefined;
  /** The field that followed this one in the last line: producers keep their order. */
  next: FieldPlan | undefined;
}

/** A dataset prepared for the framer. */
export interface LinePlan {
  readonly dataset: Dataset;
  readonly fields: readonly FieldPlan[];
  readonly byName: ReadonlyMap<string, FieldPlan>;
  readonly requiredCount: number;
  /** Which line last showed each field; compared with a line counter, so that it is never cleared. */
  readonly seenInLine: Float64Array;
  first: FieldPlan | undefined;
}

/** Plans of every dataset of a registry, by id. */
export function planRegistry(registry: DatasetRegistry): Map<string, LinePlan> {
  return new Map(registry.all.map((dataset) => [dataset.id, planDataset(dataset)]));
}

export function planDataset(dataset: Dataset): LinePlan {
  const fields = dataset.columns.map((column, index) => planField(dataset, column, index));
  return {
    dataset,
    fields,
    byName: new Map(fields.map((field) => [field.column.name, field])),
    requiredCount: fields.filter((field) => field.required).length,
    seenInLine: new Float64Array(fields.length),
    first: undefined,
  };
}

function planField(dataset: Dataset, column: Column, index: number): FieldPlan {
  const { rule } = column;
  const kind = kindOf(column);
  const [min, max] = kind === FieldKind.integer ? integerBounds(column) : [0n, 0n];
  return {
    index,
    column,
    name: Buffer.from(column.name, 'utf8'),
    kind,
    required: !column.nullable,
    min: Number(min),
    max: Number(max),
    wide: column.type === 'i64',
    isTime: rule.time === true,
    isPartition: column.name === dataset.partition.column,
    floatMin: floatMinOf(column),
    zeroIsSpecial: rule.zeroIsAbsent === true || rule.zeroIsAbsentWith !== undefined,
    oneOf: rule.oneOf === undefined ? undefined : new Set(rule.oneOf.map(String)),
    next: undefined,
  };
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

function kindOf(column: Column): FieldKind {
  switch (column.type) {
    case 'utf8':
      return FieldKind.text;
    case 'bool':
      return FieldKind.flag;
    case 'f64':
      return FieldKind.float;
    default:
      return FieldKind.integer;
  }
}
