import type { CopyRows } from '@assay/schemas';
import { compareTexts, type TextPool } from '../text-pool.js';
import { HAS_RUN_POS, HAS_SEQ, REDUCED } from './row-flags.js';
import type { RowColumns } from './row-columns.js';
import type { RowKind } from './row-kind.js';

/** The logs that rows come from: a row's origin is its place here. */
export interface KnownOrigin {
  readonly shard: string;
  readonly epoch: number;
}

/** How rows of one dataset compare. A row is its index in the columns. */
export interface RowOrder extends CopyRows {
  /** The total order of the dataset; 0 for rows that nothing tells apart. */
  compare(a: number, b: number): number;
  /** Whether the engine is told the same of both. */
  isSameValue(a: number, b: number): boolean;
}

/** Rows in `columns`, whose texts are in `pool`. */
export function createRowOrder(
  kind: RowKind,
  columns: RowColumns,
  pool: TextPool,
  origins: readonly KnownOrigin[],
): RowOrder {
  const { intsPerRow, floatsPerRow, keyInts, keyFloats } = kind;

  const compareReceived = (a: number, b: number): number =>
    columns.receivedAt[a] - columns.receivedAt[b];

  /** The key: source, symbol, seq, then its values; the event time is the same. */
  function compareKey(a: number, b: number): number {
    return (
      columns.source[a] - columns.source[b] ||
      columns.partition[a] - columns.partition[b] ||
      compareSeq(columns, a, b) ||
      compareInts(columns.ints, a * intsPerRow, b * intsPerRow, keyInts) ||
      compareFloats(columns.floats, a * floatsPerRow, b * floatsPerRow, keyFloats)
    );
  }

  function compareOrdinal(a: number, b: number): number {
    const originOfA = columns.origin[a];
    const originOfB = columns.origin[b];
    if (originOfA === REDUCED || originOfB === REDUCED) {
      return originOfA === originOfB
        ? compareReceived(a, b) || compareIntegers(columns.pos, a, b)
        : originOfB - originOfA;
    }
    return (
      pool.compare(columns.run[a], columns.run[b]) ||
      compareRunPos(columns, a, b) ||
      compareOrigins(originOfA, originOfB) ||
      compareIntegers(columns.pos, a, b)
    );
  }

  function compareOrigins(a: number, b: number): number {
    return a === b
      ? 0
      : compareTexts(origins[a].shard, origins[b].shard) || origins[a].epoch - origins[b].epoch;
  }

  return {
    compareKey,
    compareReceived,
    compareOrdinal,
    compare: (a, b) =>
      columns.eventAt[a] - columns.eventAt[b] ||
      compareReceived(a, b) ||
      pool.compare(columns.source[a], columns.source[b]) ||
      pool.compare(columns.partition[a], columns.partition[b]) ||
      compareSeq(columns, a, b) ||
      compareOrdinal(a, b),
    isSameRun: (a, b) =>
      columns.run[a] === columns.run[b] &&
      (columns.origin[a] === REDUCED) === (columns.origin[b] === REDUCED),
    isSameDelivery(a, b) {
      if (columns.origin[a] === REDUCED) {
        return false;
      }
      const isKnown =
        columns.run[a] >= 0 && (columns.flags[a] & columns.flags[b] & HAS_RUN_POS) > 0;
      return isKnown
        ? compareIntegers(columns.runPos, a, b) === 0
        : columns.origin[a] === columns.origin[b] && compareIntegers(columns.pos, a, b) === 0;
    },
    collapses: (row) =>
      columns.origin[row] !== REDUCED && columns.run[row] < 0 && (columns.flags[row] & HAS_SEQ) > 0,
    isSameValue: (a, b) =>
      columns.partition[a] === columns.partition[b] &&
      compareInts(columns.ints, a * intsPerRow, b * intsPerRow, intsPerRow) === 0 &&
      compareFloats(columns.floats, a * floatsPerRow, b * floatsPerRow, floatsPerRow) === 0,
  };
}

/** NULL last. */
function compareSeq({ flags, seq }: RowColumns, a: number, b: number): number {
  return (flags[b] & HAS_SEQ) - (flags[a] & HAS_SEQ) || compareIntegers(seq, a, b);
}

/** NULL last. */
function compareRunPos({ flags, runPos }: RowColumns, a: number, b: number): number {
  return (flags[b] & HAS_RUN_POS) - (flags[a] & HAS_RUN_POS) || compareIntegers(runPos, a, b);
}

function compareIntegers(values: BigInt64Array, a: number, b: number): number {
  return values[a] === values[b] ? 0 : values[a] < values[b] ? -1 : 1;
}

function compareInts(values: Int32Array, a: number, b: number, count: number): number {
  for (let place = 0; place < count; place += 1) {
    if (values[a + place] !== values[b + place]) {
      return values[a + place] < values[b + place] ? -1 : 1;
    }
  }
  return 0;
}

/** NaN equals NaN, and comes last. */
function compareFloats(values: Float64Array, a: number, b: number, count: number): number {
  for (let place = 0; place < count; place += 1) {
    const left = values[a + place];
    const right = values[b + place];
    if (left < right || (Number.isNaN(right) && !Number.isNaN(left))) {
      return -1;
    }
    if (left > right || (Number.isNaN(left) && !Number.isNaN(right))) {
      return 1;
    }
  }
  return 0;
}
