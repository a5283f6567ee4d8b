import { NO_PRICE } from '../../book/no-price.js';
import type { NumberColumn } from '../event-batch.js';

/** Rows of a batch that are wanted: where they go, and which of them prove to be unusable. */
export interface PickedRows {
  /** Indexes in the batch, ascending; the first `count` hold. */
  readonly indexes: Int32Array;
  readonly count: number;
  /** 1 where a value is one that no market has. By place in `indexes`. */
  readonly isUnusable: Uint8Array;
}

/** Where values go: of picked row `k` to `target[(first + k) * perRow + place]`. */
export interface ValuePlace<Target> {
  readonly target: Target;
  readonly first: number;
  readonly perRow: number;
  readonly place: number;
}

const NANO = 1e9;
/** Beyond it, nano-units of a price are not exact in a float64. */
const MOST_NANOS = Number.MAX_SAFE_INTEGER;
const MOST_INT32 = 2_147_483_647;

/** What a column may say besides a value that is in its bounds. */
export interface ValueRule {
  readonly isNullable: boolean;
  readonly least: number;
}

/** A price as whole nano-units, rounded half away from zero. */
export function nanosOf(price: number): number {
  return price < 0 ? -Math.round(-price * NANO) : Math.round(price * NANO);
}

/** Prices of futures as whole ticks; `NO_PRICE` where absent. Off the grid of ticks is unusable. */
export function readTicks(
  { values, valid }: NumberColumn,
  { indexes, count, isUnusable }: PickedRows,
  { target, first, perRow, place }: ValuePlace<Int32Array>,
  tickNanos: number,
  isNullable: boolean,
): void {
  const most = Math.min(MOST_INT32, Math.floor(MOST_NANOS / tickNanos));
  for (let k = 0; k < count; k += 1) {
    const row = indexes[k];
    let ticks = NO_PRICE;
    if (valid === undefined || valid[row] === 1) {
      ticks = nanosOf(values[row]) / tickNanos;
      // False for NaN and infinities too.
      if (!(ticks === Math.floor(ticks) && ticks <= most && ticks >= -most)) {
        isUnusable[k] = 1;
      }
    } else if (!isNullable) {
      isUnusable[k] = 1;
    }
    target[(first + k) * perRow + place] = ticks;
  }
}

/** Prices as whole nano-units; NaN where absent. */
export function readNanos(
  column: NumberColumn | undefined,
  { indexes, count, isUnusable }: PickedRows,
  { target, first, perRow, place }: ValuePlace<Float64Array>,
  { isNullable, least }: ValueRule,
): void {
  for (let k = 0; k < count; k += 1) {
    const row = indexes[k];
    let nanos = Number.NaN;
    if (column !== undefined && (column.valid === undefined || column.valid[row] === 1)) {
      nanos = nanosOf(column.values[row]);
      if (!(nanos >= least && nanos <= MOST_NANOS)) {
        isUnusable[k] = 1;
      }
    } else if (!isNullable) {
      isUnusable[k] = 1;
    }
    target[(first + k) * perRow + place] = nanos;
  }
}

/** Whole numbers from `least` to `most`; `absent` where the row has none, which is unusable where undefined. */
export function readWhole(
  column: NumberColumn | undefined,
  { indexes, count, isUnusable }: PickedRows,
  { target, first, perRow, place }: ValuePlace<Int32Array>,
  least: number,
  absent: number | undefined,
  most = MOST_INT32,
): void {
  for (let k = 0; k < count; k += 1) {
    const row = indexes[k];
    let value = absent ?? 0;
    if (column !== undefined && (column.valid === undefined || column.valid[row] === 1)) {
      value = column.values[row];
      if (!(value >= least && value <= most && value === Math.floor(value))) {
        isUnusable[k] = 1;
      }
    } else if (absent === undefined) {
      isUnusable[k] = 1;
    }
    target[(first + k) * perRow + place] = value;
  }
}

/** Finite numbers; NaN where the row has none. */
export function readNumbers(
  column: NumberColumn | undefined,
  { indexes, count, isUnusable }: PickedRows,
  { target, first, perRow, place }: ValuePlace<Float64Array>,
  isNullable: boolean,
): void {
  for (let k = 0; k < count; k += 1) {
    const row = indexes[k];
    let value = Number.NaN;
    if (column !== undefined && (column.valid === undefined || column.valid[row] === 1)) {
      value = column.values[row];
      if (!Number.isFinite(value)) {
        isUnusable[k] = 1;
      }
    } else if (!isNullable) {
      isUnusable[k] = 1;
    }
    target[(first + k) * perRow + place] = value;
  }
}

/** Codes of texts. */
export function readTexts(
  codeOf: ((row: number) => number) | undefined,
  { indexes, count }: PickedRows,
  { target, first, perRow, place }: ValuePlace<Int32Array>,
  absent: number,
): void {
  for (let k = 0; k < count; k += 1) {
    target[(first + k) * perRow + place] = codeOf === undefined ? absent : codeOf(indexes[k]);
  }
}
