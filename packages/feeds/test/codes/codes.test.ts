import { describe, expect, it } from 'vitest';
import { OPTION_CONDITIONS, optionConditionOfMassive } from '../../src/codes/option-conditions.js';
import {
  saleConditionOfLeanBit,
  saleConditionOfMassive,
  SALE_CONDITIONS,
} from '../../src/codes/sale-conditions.js';
import { stockExchangeOfLetter } from '../../src/codes/stock-exchanges.js';

const NAME = /^[A-Z][A-Za-z0-9]*$/;

describe('sale conditions', () => {
  it('give each id one meaning, of sorted names that can be joined', () => {
    const ids = SALE_CONDITIONS.flatMap(({ massive }) => massive);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { names } of SALE_CONDITIONS) {
      expect(names.every((name) => NAME.test(name))).toBe(true);
      expect([...names].sort()).toEqual(names);
    }
  });

  it('mean the same by either vendor', () => {
    const byBits = (...bits: number[]) => bits.map(saleConditionOfLeanBit).sort();
    expect(byBits(14, 11)).toEqual(saleConditionOfMassive(32));
    expect(byBits(13, 14)).toEqual(saleConditionOfMassive(13));
    expect(byBits(20)).toEqual(saleConditionOfMassive(2));
    expect(byBits(31)).toEqual(saleConditionOfMassive(37));
    expect(byBits(24)).toEqual(saleConditionOfMassive(15));
    expect(byBits(26)).toEqual(saleConditionOfMassive(16));
    expect(byBits(10)).toEqual(byBits(13));
    expect(saleConditionOfLeanBit(32)).toBeUndefined();
    expect(saleConditionOfMassive(99)).toBeUndefined();
  });
});

describe('option conditions', () => {
  it('give each id one meaning, of sorted names that can be joined', () => {
    expect(new Set(OPTION_CONDITIONS.map(({ massive }) => massive)).size).toBe(33);
    expect(new Set(OPTION_CONDITIONS.map(({ opra }) => opra)).size).toBe(33);
    for (const { names } of OPTION_CONDITIONS) {
      expect(names.every((name) => NAME.test(name))).toBe(true);
      expect([...names].sort()).toEqual(names);
    }
    expect(optionConditionOfMassive(219)).toEqual(['IntermarketSweep']);
    expect(optionConditionOfMassive(0)).toBeUndefined();
  });
});

describe('stock exchanges', () => {
  it('have the vendor number of their letter on the tape', () => {
    expect(['A', 'D', 'N', 'P', 'Q', 'T', 'V', 'Z'].map(stockExchangeOfLetter)).toEqual([
      1, 4, 10, 11, 12, 12, 15, 19,
    ]);
    expect(stockExchangeOfLetter('R')).toBeUndefined();
    expect(stockExchangeOfLetter('constructor')).toBeUndefined();
  });
});
