import {
  integerBounds,
  type AnyRow,
  type Column,
  type ColumnValue,
  type Dataset,
} from '@assay/schemas';
import type { SeededRandom } from '@assay/testkit';
import { HALF_PAST_TWO_NS } from './market-rows.js';

const TEXTS = [
  'GLBX.MDP3',
  '',
  'AveragePrice|OutOfSequence',
  'Zürich – ☃ 😀 你好',
  '"quoted" \\ and / slashed',
  'tab\tnewline\nreturn\rnull\u0000bell\u0007',
  '\u2028\u2029\u00a0\ufeff',
  "'; DROP TABLE rows; --",
  '{"not":"an object"}',
  'x'.repeat(300),
];
const NAMES = ['ESZ4', 'SPY', 'ES c.0/..', 'Ünïcödé 🚀'];

/** Rows of every kind of value a dataset allows: bounds, NULLs, hostile text, any double. */
export function generatedRows(dataset: Dataset, random: SeededRandom, count: number): AnyRow[] {
  return Array.from({ length: count }, () => {
    const row: Record<string, ColumnValue | null> = {};
    for (const column of dataset.columns) {
      const isAbsent = column.nullable && random.chance(0.3);
      row[column.name] = isAbsent ? null : valueOf(dataset, column, random);
    }
    return asStored(dataset, row);
  });
}

function valueOf(dataset: Dataset, column: Column, random: SeededRandom): ColumnValue {
  const { rule, type } = column;
  if (rule.oneOf !== undefined) {
    return random.pick(rule.oneOf);
  }
  if (rule.time === true) {
    return HALF_PAST_TWO_NS + BigInt(random.below(7_200)) * 1_000_000_007n;
  }
  switch (type) {
    case 'bool':
      return random.chance(0.5);
    case 'f64':
      return double(column, random);
    case 'utf8':
      if (column.name === dataset.partition.column) {
        return random.pick(NAMES);
      }
      if (rule.date === true) {
        return random.pick(['2024-02-29', '2025-12-19']);
      }
      return random.pick(rule.nonEmpty === true ? TEXTS.filter((each) => each !== '') : TEXTS);
    default: {
      const [min, max] = integerBounds(column);
      const width = max - min + 1n;
      const drawn = random.pick([min, max, min + (BigInt(`0x${random.hex(8)}`) % width)]);
      return type === 'i64' ? drawn : Number(drawn);
    }
  }
}

/** Prices, and any double there is; never −0, which JSON writers may not keep. */
function double({ rule }: Column, random: SeededRandom): number {
  const anyDouble = new DataView(Uint8Array.from(Buffer.from(random.hex(8), 'hex')).buffer);
  const drawn = random.pick([
    random.below(1_000_000) / 4,
    -random.below(1_000_000) / 100,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    anyDouble.getFloat64(0),
  ]);
  const finite = Number.isFinite(drawn) ? drawn : 1.5;
  const isPositive = rule.above !== undefined || rule.min !== undefined;
  const value = isPositive ? Math.abs(finite) : finite;
  return value === 0 ? (rule.above === undefined ? 0 : 1) : value;
}

/** A price of 0 that means "no price" is NULL. */
function asStored(dataset: Dataset, row: Record<string, ColumnValue | null>): AnyRow {
  for (const { name, rule } of dataset.columns) {
    const sizeColumn = rule.zeroIsAbsentWith;
    const isAbsent =
      rule.zeroIsAbsent === true || (sizeColumn !== undefined && row[sizeColumn] === 0);
    if (row[name] === 0 && isAbsent) {
      row[name] = null;
    }
  }
  return row;
}
