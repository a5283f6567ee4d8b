import { describe, expect, it } from 'vitest';
import {
  readDecimal,
  readExchange,
  readPrice,
  readSequence,
  readSize,
  readTimeNs,
  type LineProblem,
} from '../../src/csv/read-field.js';

function reading<T>(read: (line: LineProblem) => T): [T, string | undefined] {
  const line: LineProblem = { found: undefined };
  const value = read(line);
  return [value, line.found?.code];
}

describe('readTimeNs', () => {
  it('keeps every nanosecond', () => {
    expect(reading((line) => readTimeNs(line, 't', '1770800340066046795'))).toEqual([
      1_770_800_340_066_046_795n,
      undefined,
    ]);
  });

  it.each([
    ['', null, 'UNDEFINED_TIME'],
    ['0', null, 'UNDEFINED_TIME'],
    ['1.77e18', '1.77e18', 'MALFORMED'],
    ['17708', 17_708n, 'TIME_OUT_OF_RANGE'],
    ['99999999999999999999', 99_999_999_999_999_999_999n, 'TIME_OUT_OF_RANGE'],
  ])('refuses %s', (text, value, code) => {
    expect(reading((line) => readTimeNs(line, 't', text))).toEqual([value, code]);
  });
});

describe('readDecimal', () => {
  it('gives the nearest double, also of a shifted point', () => {
    expect(reading((line) => readDecimal(line, 'p', '157.350000'))[0]).toBe(157.35);
    for (let price = 1; price < 20_000; price += 37) {
      const [value] = reading((line) => readDecimal(line, 'p', String(price), 4));
      expect(value).toBe(Number((price / 10_000).toFixed(4)));
    }
    expect(reading((line) => readDecimal(line, 'p', '1836300.5', 4))[0]).toBe(183.63005);
    expect(reading((line) => readDecimal(line, 'p', '1e-05'))[0]).toBe(0.00001);
    expect(Object.is(reading((line) => readDecimal(line, 'p', '-0'))[0], 0)).toBe(true);
  });

  it.each(['', 'abc', '1,5', '0x10', 'NaN', 'Infinity', '1e999', '.5', '5.', ' 1', '+1'])(
    'refuses %s',
    (text) => {
      expect(reading((line) => readDecimal(line, 'p', text))).toEqual([text, 'MALFORMED']);
    },
  );
});

describe('readPrice', () => {
  it('is above 0, or 0 where that is a price', () => {
    expect(reading((line) => readPrice(line, 'p', '0'))).toEqual([0, 'PRICE_OUT_OF_RANGE']);
    expect(reading((line) => readPrice(line, 'p', '0', { orZero: true }))).toEqual([0, undefined]);
    expect(reading((line) => readPrice(line, 'p', '-1', { orZero: true }))[1]).toBe(
      'PRICE_OUT_OF_RANGE',
    );
    expect(reading((line) => readPrice(line, 'p', ''))).toEqual([null, 'UNDEFINED_PRICE']);
  });
});

describe('readSize', () => {
  it.each([
    ['100', 100, undefined],
    ['10.000000', 10, undefined],
    ['0.7118', 0.7118, 'SIZE_OUT_OF_RANGE'],
    ['0', 0, 'SIZE_OUT_OF_RANGE'],
    ['2147483648', 2_147_483_648, 'SIZE_OUT_OF_RANGE'],
    ['', null, 'SIZE_OUT_OF_RANGE'],
    ['ten', 'ten', 'MALFORMED'],
  ])('reads %s', (text, value, code) => {
    expect(reading((line) => readSize(line, 's', text, { min: 1 }))).toEqual([value, code]);
  });

  it('counts lots', () => {
    expect(reading((line) => readSize(line, 's', '3', { min: 0, lot: 100 }))[0]).toBe(300);
  });
});

describe('readSequence and readExchange', () => {
  it('are NULL where there is nothing', () => {
    expect(reading((line) => readSequence(line, 's', ''))).toEqual([null, undefined]);
    expect(reading((line) => readExchange(line, 'x', ''))).toEqual([null, undefined]);
  });

  it('refuse what their columns cannot hold', () => {
    expect(reading((line) => readSequence(line, 's', '9223372036854775808'))[1]).toBe('MALFORMED');
    expect(reading((line) => readSequence(line, 's', '1.0'))[1]).toBe('MALFORMED');
    expect(reading((line) => readExchange(line, 'x', '32768'))[1]).toBe('MALFORMED');
    expect(reading((line) => readExchange(line, 'x', '-1'))[1]).toBe('MALFORMED');
  });
});
