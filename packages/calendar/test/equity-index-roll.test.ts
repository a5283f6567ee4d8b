import { describe, expect, it } from 'vitest';
import {
  addDays,
  contractSymbol,
  exchangeCalendar,
  frontContract,
  lastTradingDay,
  nextContract,
  optionExpiryNs,
  parseContract,
  rollDate,
} from '../src/index.js';
import { codeOf } from './support/refusal.js';
import { newYork } from './support/wall-clock.js';

const stocks = exchangeCalendar('us-equities');

describe('roll of index futures', () => {
  it.each([
    ['ESZ5', '2025-12-19', '2025-12-11'],
    ['ESH6', '2026-03-20', '2026-03-12'],
    ['ESU5', '2025-09-19', '2025-09-11'],
    ['ESH3', '2023-03-17', '2023-03-09'],
  ])('of %s: last traded on %s, rolled on %s', (symbol, last, roll) => {
    const contract = parseContract(symbol, roll);
    expect([lastTradingDay(contract, stocks), rollDate(contract)]).toEqual([last, roll]);
  });

  it.each([
    ['Good Friday', { root: 'ES', year: 2008, month: 3 }, '2008-03-20'],
    ['Juneteenth', { root: 'ES', year: 2026, month: 6 }, '2026-06-18'],
  ])('ends a day earlier when the third Friday is %s', (_, contract, last) => {
    expect(lastTradingDay(contract, stocks)).toBe(last);
  });

  it.each([
    ['2025-12-10', 'ESZ5'],
    ['2025-12-11', 'ESH6'],
    ['2025-12-31', 'ESH6'],
    ['2026-01-02', 'ESH6'],
    ['2023-12-26', 'ESH4'],
    ['2020-12-28', 'ESH1'],
  ])('has on %s the front contract %s', (date, symbol) => {
    expect(contractSymbol(frontContract('ES', date))).toBe(symbol);
  });

  it('moves through the quarters and never back, over twenty years', () => {
    let front = frontContract('ES', '2007-01-02');
    for (let date = '2007-01-02'; date < '2028-12-01'; date = addDays(date, 1)) {
      const now = frontContract('ES', date);
      if (contractSymbol(now) !== contractSymbol(front)) {
        expect([date, now]).toEqual([rollDate(front), nextContract(front)]);
        front = now;
      }
      expect(date < lastTradingDay(now, stocks)).toBe(true);
    }
  });

  it('refuses a month that is not quarterly, and a date that does not exist', () => {
    const serial = { root: 'ES', year: 2025, month: 11 };
    expect(codeOf(() => rollDate(serial))).toBe('BAD_SYMBOL');
    expect(codeOf(() => nextContract(serial))).toBe('BAD_SYMBOL');
    expect(codeOf(() => lastTradingDay(serial, stocks))).toBe('BAD_SYMBOL');
    expect(codeOf(() => frontContract('ES', '2025-13-01'))).toBe('BAD_DATE');
  });
});

describe('optionExpiryNs', () => {
  it.each([
    ['2025-12-16', '2025-12-16 16:00'],
    ['2025-12-24', '2025-12-24 13:00'],
    ['2025-07-03', '2025-07-03 13:00'],
  ])('of %s is %s in New York', (date, instant) => {
    expect(newYork(optionExpiryNs(date, stocks))).toBe(instant);
  });

  it('refuses a date without regular hours', () => {
    expect(codeOf(() => optionExpiryNs('2025-12-25', stocks))).toBe('BAD_DATE');
    expect(codeOf(() => optionExpiryNs('2029-12-21', stocks))).toBe('OUT_OF_RANGE');
  });
});
