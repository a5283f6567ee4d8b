import { optionsGreeksSnapshots, optionsTrades } from '@assay/schemas';
import { NO_TEXT, type TextPool } from '../text-pool.js';
import { numberColumn, optionalNumber, optionalText, textColumn } from './batch-columns.js';
import { readNanos, readNumbers, readTexts, readWhole, type PickedRows } from './read-values.js';
import type { RowKind } from './row-kind.js';

const NO_OPEN_INTEREST = -1;

/** Ints: option symbol, snapshot; open interest. Floats: delta, gamma, volatility. */
export function greeksKind(): RowKind {
  return {
    id: optionsGreeksSnapshots.id,
    partition: optionsGreeksSnapshots.partition.column,
    hasReceived: false,
    intsPerRow: 3,
    floatsPerRow: 3,
    keyInts: 2,
    keyFloats: 0,
    texts: [0, 1],
    exempt: undefined,
    read(batch, picked, { ints, floats }, first, pool) {
      const at = (place: number) => ({ target: ints, first, perRow: 3, place });
      const number = (place: number) => ({ target: floats, first, perRow: 3, place });
      const snapshot = optionalText(batch, 'snapshot_id');
      readTexts(pool.reader(textColumn(batch, 'option_symbol')), picked, at(0), NO_TEXT);
      readTexts(snapshot === undefined ? undefined : pool.reader(snapshot), picked, at(1), NO_TEXT);
      const openInterest = optionalNumber(batch, 'open_interest');
      readWhole(openInterest, picked, at(2), 0, NO_OPEN_INTEREST);
      readNumbers(numberColumn(batch, 'delta'), picked, number(0), false);
      readNumbers(numberColumn(batch, 'gamma'), picked, number(1), false);
      readNumbers(optionalNumber(batch, 'implied_volatility'), picked, number(2), true);
    },
    emit({ ints, floats }, row, atNs, pool, sink) {
      const from = row * 3;
      const open = ints[from + 2];
      sink.greeks(
        atNs,
        pool.textOf(ints[from]),
        floats[from],
        floats[from + 1],
        floats[from + 2],
        open === NO_OPEN_INTEREST ? Number.NaN : open,
        ints[from + 1] === NO_TEXT ? null : pool.textOf(ints[from + 1]),
      );
    },
  };
}

/** Ints: option symbol, size; expiry, right, aggressor. Floats: nano-units of price; strike, bid, ask. */
export function optionTradeKind(): RowKind {
  return {
    id: optionsTrades.id,
    partition: optionsTrades.partition.column,
    hasReceived: true,
    intsPerRow: 5,
    floatsPerRow: 4,
    keyInts: 2,
    keyFloats: 1,
    texts: [0, 2, 3],
    exempt: undefined,
    read(batch, picked, { ints, floats }, first, pool) {
      const at = (place: number) => ({ target: ints, first, perRow: 5, place });
      const price = (place: number) => ({ target: floats, first, perRow: 4, place });
      readTexts(pool.reader(textColumn(batch, 'option_symbol')), picked, at(0), NO_TEXT);
      readWhole(numberColumn(batch, 'size'), picked, at(1), 1, undefined);
      readTexts(pool.reader(textColumn(batch, 'exp_date')), picked, at(2), NO_TEXT);
      readTexts(pool.reader(textColumn(batch, 'right')), picked, at(3), NO_TEXT);
      readWhole(numberColumn(batch, 'aggressor'), picked, at(4), -1, undefined, 1);
      const asked = { isNullable: true, least: 0 };
      const stated = { isNullable: false, least: 0 };
      readNanos(numberColumn(batch, 'price'), picked, price(0), stated);
      readNanos(numberColumn(batch, 'strike'), picked, price(1), { ...stated, least: 1 });
      readNanos(optionalNumber(batch, 'opt_bid'), picked, price(2), asked);
      readNanos(optionalNumber(batch, 'opt_ask'), picked, price(3), asked);
      refuseOtherRights(picked, ints, first, pool);
    },
    emit({ ints, floats }, row, atNs, pool, sink) {
      const from = row * 5;
      const price = row * 4;
      sink.optionTrade(
        atNs,
        pool.textOf(ints[from]),
        pool.textOf(ints[from + 2]),
        floats[price + 1],
        pool.textOf(ints[from + 3]) === 'C' ? 'C' : 'P',
        floats[price],
        ints[from + 1],
        ints[from + 4],
        floats[price + 2],
        floats[price + 3],
      );
    },
  };
}

/** An option is a call or a put. */
function refuseOtherRights(
  { count, isUnusable }: PickedRows,
  ints: Int32Array,
  first: number,
  pool: TextPool,
): void {
  const [call, put] = [pool.codeOf('C'), pool.codeOf('P')];
  for (let k = 0; k < count; k += 1) {
    const right = ints[(first + k) * 5 + 3];
    if (right !== call && right !== put) {
      isUnusable[k] = 1;
    }
  }
}
