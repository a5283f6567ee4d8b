import { futuresTrades, stocksTrades } from '@assay/schemas';
import { NO_TEXT } from '../text-pool.js';
import { numberColumn, optionalNumber, optionalText } from './batch-columns.js';
import { readNanos, readTexts, readTicks, readWhole } from './read-values.js';
import type { RowKind } from './row-kind.js';

/** An exchange's code is an int16. */
const NO_EXCHANGE = -32_769;

/** Ints: ticks, size, exchange; aggressor. */
export function futuresTradeKind(tickNanos: number): RowKind {
  return {
    id: futuresTrades.id,
    partition: futuresTrades.partition.column,
    hasReceived: true,
    intsPerRow: 4,
    floatsPerRow: 0,
    keyInts: 3,
    keyFloats: 0,
    texts: [2],
    exempt: undefined,
    read(batch, picked, { ints: target }, first, pool) {
      const at = (place: number) => ({ target, first, perRow: 4, place });
      const exchange = optionalText(batch, 'exchange');
      const codeOf = exchange === undefined ? undefined : pool.reader(exchange);
      readTicks(numberColumn(batch, 'price'), picked, at(0), tickNanos, false);
      readWhole(numberColumn(batch, 'size'), picked, at(1), 1, undefined);
      readTexts(codeOf, picked, at(2), NO_TEXT);
      readWhole(numberColumn(batch, 'aggressor'), picked, at(3), -1, undefined, 1);
    },
    emit({ ints, partition }, row, atNs, pool, sink) {
      const from = row * 4;
      const symbol = pool.textOf(partition[row]);
      sink.futuresTrade(atNs, symbol, ints[from], ints[from + 1], ints[from + 3]);
    },
  };
}

/** Floats: nano-units. Ints: size, exchange; conditions. */
export function stockTradeKind(): RowKind {
  return {
    id: stocksTrades.id,
    partition: stocksTrades.partition.column,
    hasReceived: true,
    intsPerRow: 3,
    floatsPerRow: 1,
    keyInts: 2,
    keyFloats: 1,
    texts: [2],
    exempt: undefined,
    read(batch, picked, { ints: target, floats }, first, pool) {
      const at = (place: number) => ({ target, first, perRow: 3, place });
      const conditions = optionalText(batch, 'conditions');
      const codeOf = conditions === undefined ? undefined : pool.reader(conditions);
      readNanos(
        numberColumn(batch, 'price'),
        picked,
        { target: floats, first, perRow: 1, place: 0 },
        { isNullable: false, least: 1 },
      );
      readWhole(numberColumn(batch, 'size'), picked, at(0), 1, undefined);
      readWhole(optionalNumber(batch, 'exchange'), picked, at(1), -32_768, NO_EXCHANGE);
      readTexts(codeOf, picked, at(2), NO_TEXT);
    },
    emit({ ints, floats, partition }, row, atNs, pool, sink) {
      const from = row * 3;
      const exchange = ints[from + 1];
      const conditions = ints[from + 2];
      sink.stockTrade(
        atNs,
        pool.textOf(partition[row]),
        floats[row],
        ints[from],
        exchange === NO_EXCHANGE ? null : exchange,
        conditions === NO_TEXT ? null : pool.textOf(conditions),
      );
    },
  };
}
