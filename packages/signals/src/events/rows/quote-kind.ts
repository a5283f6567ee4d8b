import { stocksQuotes } from '@assay/schemas';
import { numberColumn, optionalNumber } from './batch-columns.js';
import { readNanos, readWhole } from './read-values.js';
import type { RowKind } from './row-kind.js';

const RULE = { isNullable: true, least: 0 };

/** Floats: nano-units of bid and ask, NaN where absent. Ints: their sizes. */
export function stockQuoteKind(): RowKind {
  return {
    id: stocksQuotes.id,
    partition: stocksQuotes.partition.column,
    hasReceived: true,
    intsPerRow: 2,
    floatsPerRow: 2,
    keyInts: 2,
    keyFloats: 2,
    texts: [],
    exempt: undefined,
    read(batch, picked, { ints, floats }, first) {
      const price = (place: number) => ({ target: floats, first, perRow: 2, place });
      const size = (place: number) => ({ target: ints, first, perRow: 2, place });
      readNanos(optionalNumber(batch, 'bid_px'), picked, price(0), RULE);
      readNanos(optionalNumber(batch, 'ask_px'), picked, price(1), RULE);
      readWhole(numberColumn(batch, 'bid_sz'), picked, size(0), 0, undefined);
      readWhole(numberColumn(batch, 'ask_sz'), picked, size(1), 0, undefined);
    },
    emit({ floats, partition }, row, atNs, pool, sink) {
      sink.stockQuote(
        atNs,
        pool.textOf(partition[row]),
        presentOrNaN(floats[2 * row]),
        presentOrNaN(floats[2 * row + 1]),
      );
    },
  };
}

/** A price of 0 is none. */
function presentOrNaN(nanos: number): number {
  return nanos === 0 ? Number.NaN : nanos;
}
