import { BOOK_LEVELS, futuresMbp10 } from '@assay/schemas';
import type { NumberColumn } from '../event-batch.js';
import { numberColumn, optionalNumber } from './batch-columns.js';
import { readTicks, readWhole } from './read-values.js';
import type { RowKind } from './row-kind.js';

const SIDE = 2 * BOOK_LEVELS;
const IS_SNAPSHOT = 2 * SIDE;
const DEPTH = IS_SNAPSHOT + 1;
const PER_ROW = DEPTH + 1;

/** A level that the source has no column for. */
const NO_PRICES: NumberColumn = {
  kind: 'number',
  values: new Float64Array(0),
  valid: new Uint8Array(0),
};

/** Ints: ten bid prices in ticks, ten bid sizes, the same of asks, is_snapshot; depth. */
export function bookKind(tickNanos: number): RowKind {
  const bidTicks = new Int32Array(BOOK_LEVELS);
  const bidSizes = new Int32Array(BOOK_LEVELS);
  const askTicks = new Int32Array(BOOK_LEVELS);
  const askSizes = new Int32Array(BOOK_LEVELS);
  return {
    id: futuresMbp10.id,
    partition: futuresMbp10.partition.column,
    hasReceived: true,
    intsPerRow: PER_ROW,
    floatsPerRow: 0,
    keyInts: DEPTH,
    keyFloats: 0,
    texts: [],
    exempt: IS_SNAPSHOT,
    read(batch, picked, { ints: target }, first) {
      const at = (place: number) => ({ target, first, perRow: PER_ROW, place });
      for (const [side, from] of [
        ['bid', 0],
        ['ask', SIDE],
      ] as const) {
        for (let level = 0; level < BOOK_LEVELS; level += 1) {
          const price = optionalNumber(batch, `${side}_px_${level + 1}`) ?? NO_PRICES;
          const size = numberColumn(batch, `${side}_sz_${level + 1}`);
          readTicks(price, picked, at(from + level), tickNanos, true);
          readWhole(size, picked, at(from + BOOK_LEVELS + level), 0, undefined);
        }
      }
      readWhole(numberColumn(batch, 'is_snapshot'), picked, at(IS_SNAPSHOT), 0, undefined, 1);
      readWhole(optionalNumber(batch, 'depth'), picked, at(DEPTH), 1, BOOK_LEVELS);
    },
    emit({ ints, partition }, row, atNs, pool, sink) {
      const from = row * PER_ROW;
      for (let level = 0; level < BOOK_LEVELS; level += 1) {
        const bid = from + level;
        bidTicks[level] = ints[bid];
        bidSizes[level] = ints[bid + BOOK_LEVELS];
        askTicks[level] = ints[bid + SIDE];
        askSizes[level] = ints[bid + SIDE + BOOK_LEVELS];
      }
      sink.book(
        atNs,
        pool.textOf(partition[row]),
        bidTicks,
        bidSizes,
        askTicks,
        askSizes,
        ints[from + DEPTH],
        ints[from + IS_SNAPSHOT] === 1,
      );
    },
  };
}
