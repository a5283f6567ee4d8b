import {
  integerBounds,
  type AnyRow,
  type Column,
  type ColumnValue,
  type Dataset,
} from '@assay/schemas';
import fc from 'fast-check';

/** How far the generated values go. */
export interface ArbitraryOptions {
  /** Text of printable ASCII without quotes and backslashes only. */
  readonly plainText?: boolean;
}

/** Printable ASCII that JSON needs no escape for. */
const PLAIN = Array.from({ length: 0x7f - 0x20 }, (_, index) =>
  String.fromCharCode(0x20 + index),
).filter((character) => character !== '"' && character !== '\\');

/** Prices as venues send them, and any double whose nano-units fit 128 bits. */
const double = fc.oneof(
  fc.integer({ min: -10_000_000, max: 10_000_000 }).map((ticks) => ticks / 4),
  fc.integer({ min: -10_000_000, max: 10_000_000 }).map((cents) => cents / 100),
  fc
    .double({ min: -1e28, max: 1e28, noNaN: true })
    .map((value) => (Math.abs(value) < 1e-200 ? 0 : value)),
);

/** Any row that fits a dataset; every column is there, absent ones as null. */
export function arbitraryRow(
  dataset: Dataset,
  options: ArbitraryOptions = {},
): fc.Arbitrary<AnyRow> {
  const columns = Object.fromEntries(
    dataset.columns.map((column) => [column.name, arbitraryValue(dataset, column, options)]),
  );
  return fc.record(columns).map((row) => readAbsent(dataset, row));
}

function arbitraryValue(
  dataset: Dataset,
  column: Column,
  options: ArbitraryOptions,
): fc.Arbitrary<ColumnValue | null> {
  const present = presentValue(dataset, column, options);
  return column.nullable ? fc.option(present, { freq: 4 }) : present;
}

function presentValue(
  dataset: Dataset,
  column: Column,
  { plainText = false }: ArbitraryOptions,
): fc.Arbitrary<ColumnValue> {
  const { rule } = column;
  if (rule.oneOf !== undefined) {
    return fc.constantFrom(...rule.oneOf);
  }
  switch (column.type) {
    case 'bool':
      return fc.boolean();
    case 'f64':
      return double
        .map((value) => value || 0)
        .map((value) => (rule.above === 0 && value <= 0 ? 1 - value : value))
        .map((value) => (rule.min === 0 ? Math.abs(value) : value));
    case 'utf8': {
      if (rule.date === true) {
        return fc.constantFrom('2025-12-19', '2024-02-29', '2026-01-16');
      }
      const isPartition = dataset.partition.column === column.name;
      const minLength = rule.nonEmpty === true || isPartition ? 1 : 0;
      const unit = plainText ? fc.constantFrom(...PLAIN) : ('binary' as const);
      return fc.string({ unit, minLength, maxLength: 12 });
    }
    case 'i64': {
      const [min, max] = integerBounds(column);
      return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max));
    }
    default: {
      const [min, max] = integerBounds(column).map(Number);
      return fc.integer({ min, max });
    }
  }
}

/** The row as it is stored: prices of 0 that stand for "no price" are NULL. */
function readAbsent(dataset: Dataset, row: AnyRow): AnyRow {
  const stored: Record<string, ColumnValue | null> = { ...row };
  for (const { name, rule } of dataset.columns) {
    const withSize = rule.zeroIsAbsentWith;
    const isAbsent = rule.zeroIsAbsent === true || (withSize !== undefined && row[withSize] === 0);
    stored[name] = row[name] === 0 && isAbsent ? null : row[name];
  }
  return stored;
}

/** A line that says a row in one of the many ways JSON has. */
export function arbitrarySpelling(row: AnyRow): fc.Arbitrary<string> {
  const given = Object.entries(row).filter(([, value]) => value !== null);
  const extras = fc.array(
    fc.tuple(
      fc.string({ minLength: 1, maxLength: 6 }).filter((name) => !(name in row)),
      fc.constantFrom('1', '-2.5e3', '"x"', 'true', 'null', '[1]', '{"size":1}'),
    ),
    { maxLength: 2 },
  );
  const space = fc.constantFrom('', '', '', ' ', '\t', '  ');
  const members = fc.tuple(
    ...given.map(([name, value]) =>
      arbitraryText(value as ColumnValue).map((text) => [JSON.stringify(name), text] as const),
    ),
  );
  return fc
    .tuple(members, extras, fc.boolean())
    .chain(([known, unknown, isShuffled]) => {
      const all = [
        ...known,
        ...unknown.map(([name, text]) => [JSON.stringify(name), text] as const),
      ];
      const ordered = isShuffled
        ? fc.shuffledSubarray(all, { minLength: all.length })
        : fc.constant(all);
      return fc.tuple(ordered, fc.array(space, { minLength: all.length, maxLength: all.length }));
    })
    .map(([all, spaces]) => {
      const texts = all.map(
        ([name, text], index) => `${spaces[index]}${name}:${spaces[index]}${text}`,
      );
      return `{${texts.join(',')}${spaces[0] ?? ''}}`;
    });
}

/** A value as JSON: numbers in several notations, all of them exact. */
function arbitraryText(value: ColumnValue): fc.Arbitrary<string> {
  if (typeof value === 'string') {
    const escaped = Array.from(value)
      .map((unit) =>
        unit.length === 1 ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit,
      )
      .join('');
    return fc.constantFrom(JSON.stringify(value), JSON.stringify(value), `"${escaped}"`);
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    return fc.constantFrom(String(value), value.toPrecision(17), value.toExponential());
  }
  return fc.constant(String(value));
}
