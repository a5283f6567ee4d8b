import { describe, expect, it } from 'vitest';
import { correctionNames } from '../../src/codes/corrections.js';
import { OPTION_CONDITIONS, optionConditionOfMassive } from '../../src/codes/option-conditions.js';
import { quoteConditionOfLeanBit } from '../../src/codes/quote-conditions.js';
import {
  SALE_CONDITIONS,
  saleConditionOfLeanBit,
  saleConditionOfMassive,
} from '../../src/codes/sale-conditions.js';
import { stockExchangeOfLetter } from '../../src/codes/stock-exchanges.js';
import {
  CORRECTION_TABLE,
  LEAN_QUOTE_BITS,
  LEAN_SALE_BITS,
  OPTION_CONDITION_TABLE,
  SALE_CONDITION_TABLE,
  STOCK_EXCHANGE_TABLE,
} from './code-tables.js';

/** Every id that a vendor could use, and some that none does. */
const IDS = Array.from({ length: 1_000 }, (_, id) => id);
const LETTERS = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** What a look-up says of each key, without the keys it does not know. */
function tableOf<Key extends number | string, Value>(
  keys: readonly Key[],
  look: (key: Key) => Value | undefined,
): Record<string, Value> {
  const entries = keys.flatMap((key) => {
    const value = look(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

const joined = (names: readonly string[] | undefined) => names?.join('|');

describe('code tables', () => {
  it('have every option condition of Massive and OPRA', () => {
    const listed = OPTION_CONDITIONS.map(
      ({ massive, opra, names }) => [massive, [opra, joined(names)]] as const,
    );
    expect(Object.fromEntries(listed)).toEqual(OPTION_CONDITION_TABLE);
    const names = Object.entries(OPTION_CONDITION_TABLE).map(([id, [, text]]) => [id, text]);
    const found = tableOf(IDS, (id) => joined(optionConditionOfMassive(id)));
    expect(found).toEqual(Object.fromEntries(names));
  });

  it('have every sale condition of Massive and the tapes', () => {
    const listed = SALE_CONDITIONS.flatMap(({ massive, names, letters }) =>
      massive.map((id) => [id, [joined(names), letters]] as const),
    );
    expect(Object.fromEntries(listed)).toEqual(SALE_CONDITION_TABLE);
    const names = Object.entries(SALE_CONDITION_TABLE).map(([id, [text]]) => [id, text]);
    const found = tableOf(IDS, (id) => joined(saleConditionOfMassive(id)));
    expect(found).toEqual(Object.fromEntries(names));
  });

  it('have every bit of LEAN', () => {
    expect(tableOf(IDS, saleConditionOfLeanBit)).toEqual(LEAN_SALE_BITS);
    expect(tableOf(IDS, quoteConditionOfLeanBit)).toEqual(LEAN_QUOTE_BITS);
  });

  it('have every correction indicator', () => {
    expect(tableOf(IDS, (id) => joined(correctionNames(id)))).toEqual(CORRECTION_TABLE);
  });

  it('have the number of every stock exchange', () => {
    expect(tableOf(LETTERS, stockExchangeOfLetter)).toEqual(STOCK_EXCHANGE_TABLE);
  });
});
