import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  columnSchema,
  END_TIME_NS,
  expectation,
  FIRST_TIME_NS,
  flag,
  float64,
  futuresMbp10,
  int16,
  int32,
  int64,
  INT64_MAX,
  INT64_MIN,
  int8,
  integerBounds,
  nullable,
  optionsTrades,
  rowSchema,
  stocksQuotes,
  stocksTrades,
  text,
  timeNs,
  type Column,
  type ColumnValue,
} from '../src/index.js';

interface Case {
  readonly column: Column<string, ColumnValue, false>;
  readonly expects: string;
  readonly accepted: readonly unknown[];
  readonly refused: readonly unknown[];
}

const NO_NUMBERS = ['1', true, null, undefined, NaN, Infinity, -Infinity, {}, [1]];
const quote = { above: 0, zeroIsAbsent: true } as const;

const CASES: Readonly<Record<string, Case>> = {
  'a time': {
    column: timeNs('t', ''),
    expects: 'nanoseconds since 1970 UTC, between 2000-01-01 and 2100-01-01',
    accepted: [FIRST_TIME_NS, END_TIME_NS - 1n],
    refused: [FIRST_TIME_NS - 1n, END_TIME_NS, 0n, 1.7e18, ...NO_NUMBERS],
  },
  'an int64': {
    column: int64('n', ''),
    expects: 'an integer from -9223372036854775808 to 9223372036854775807',
    accepted: [0n, INT64_MIN, INT64_MAX],
    refused: [INT64_MAX + 1n, INT64_MIN - 1n, 5, ...NO_NUMBERS],
  },
  'an int32 of at least 1': {
    column: int32('n', '', { min: 1 }),
    expects: 'an integer from 1 to 2147483647',
    accepted: [1, 2_147_483_647],
    refused: [0, -1, 2_147_483_648, 2.5, 1n, ...NO_NUMBERS],
  },
  'an int16': {
    column: int16('n', ''),
    expects: 'an integer from -32768 to 32767',
    accepted: [-32_768, 0, 32_767],
    refused: [-32_769, 32_768, 0.1, 1n, ...NO_NUMBERS],
  },
  'an int8 of a list': {
    column: int8('n', '', { oneOf: [-1, 0, 1] }),
    expects: 'one of -1, 0, 1',
    accepted: [-1, 0, 1],
    refused: [2, -2, 0.5, 128, 1n, ...NO_NUMBERS],
  },
  'a double': {
    column: float64('x', ''),
    expects: 'a finite number',
    accepted: [0, -0, -1.5, 5e-324, Number.MAX_VALUE],
    refused: [1n, ...NO_NUMBERS],
  },
  'a double above 0': {
    column: float64('x', '', { above: 0 }),
    expects: 'a finite number above 0',
    accepted: [5e-324, 1],
    refused: [0, -0, -1, ...NO_NUMBERS],
  },
  'a double of at least 0': {
    column: float64('x', '', { min: 0 }),
    expects: 'a finite number of at least 0',
    accepted: [0, 1],
    refused: [-5e-324, ...NO_NUMBERS],
  },
  text: {
    column: text('s', ''),
    expects: 'a string',
    accepted: ['', 'a', 'a\0b', '𝄞', 'x'.repeat(10_000)],
    refused: [1, 1n, true, null, undefined, {}, 'a\ud834', '\udd1ea'],
  },
  'text of a character at least': {
    column: text('s', '', { nonEmpty: true }),
    expects: 'a non-empty string',
    accepted: ['a', ' '],
    refused: ['', 1, null],
  },
  'text of a list': {
    column: text('s', '', { oneOf: ['C', 'P'] }),
    expects: 'one of C, P',
    accepted: ['C', 'P'],
    refused: ['c', 'CP', '', 1, null],
  },
  'a date': {
    column: text('s', '', { date: true }),
    expects: 'a date YYYY-MM-DD',
    accepted: ['2025-12-19', '2000-02-29'],
    refused: ['2025-02-29', '2025-12-32', '20251219', '2025-12-19 ', '', 20251219, null],
  },
  'a flag': {
    column: flag('b', ''),
    expects: 'true or false',
    accepted: [true, false],
    refused: ['true', 1, 0, null, undefined],
  },
};

describe.each(Object.entries(CASES))('columnSchema of %s', (_, each) => {
  const { column, expects, accepted, refused } = each;

  it('accepts what fits and gives it back', () => {
    for (const value of accepted) {
      expect(columnSchema(column).parse(value)).toBe(value);
    }
  });

  it('refuses the rest and says what it expects', () => {
    expect(expectation(column)).toBe(expects);
    for (const value of refused) {
      const result = columnSchema(column).safeParse(value);
      expect(result.success, inspect(value)).toBe(false);
      const loneSurrogate = typeof value === 'string' && /\p{Surrogate}/u.test(value);
      const message = loneSurrogate
        ? 'expected well-formed Unicode, was a lone surrogate'
        : `expected ${expects}`;
      expect(result.error?.issues[0].message, inspect(value)).toBe(message);
    }
  });

  it('accepts the same and NULL where the column is nullable', () => {
    const schema = columnSchema(nullable(column));
    expect(schema.parse(null)).toBeNull();
    expect(schema.parse(undefined)).toBeNull();
    for (const value of accepted) {
      expect(schema.parse(value)).toBe(value);
    }
    for (const value of refused.filter((one) => one !== null && one !== undefined)) {
      expect(schema.safeParse(value).success, inspect(value)).toBe(false);
    }
  });
});

describe('columnSchema', () => {
  it('reads a 0 that stands for "no price" as NULL', () => {
    const schema = columnSchema(nullable(float64('bid_px', '', quote)));
    expect(schema.parse(0)).toBeNull();
    expect(schema.parse(-0)).toBeNull();
    expect(schema.parse(1.5)).toBe(1.5);
    expect(schema.safeParse(-1).success).toBe(false);
  });
});

describe('integerBounds', () => {
  it('narrows the bounds of the type by the rule', () => {
    expect(integerBounds(int8('n', '', { min: 1 }))).toEqual([1n, 127n]);
    expect(integerBounds(timeNs('t', ''))).toEqual([FIRST_TIME_NS, END_TIME_NS - 1n]);
    expect(integerBounds(int64('n', '', { min: 0 }))).toEqual([0n, INT64_MAX]);
  });
});

describe('rowSchema', () => {
  const trade = {
    ts_event_ns: 1_765_895_412_345_678_999n,
    ts_recv_ns: 1_765_895_412_345_999_999n,
    source: 'SIP',
    symbol: 'SPY',
    price: 600.25,
    size: 100,
  };

  it('fills absent nullable columns with NULL and drops unknown fields', () => {
    expect(rowSchema(stocksTrades).parse({ ...trade, venue: 'X' })).toEqual({
      ...trade,
      exchange: null,
      seq: null,
      conditions: null,
    });
  });

  it('reports every misfit at once, by field', () => {
    const result = rowSchema(stocksTrades).safeParse({ ...trade, price: 0, size: 1.5, source: '' });
    const found = result.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    expect(found).toEqual([
      'source: expected a non-empty string',
      'price: expected a finite number above 0',
      'size: expected an integer from 1 to 2147483647',
    ]);
  });

  it('refuses a row without a required field', () => {
    const { symbol: _, ...rest } = trade;
    expect(rowSchema(stocksTrades).safeParse(rest).success).toBe(false);
    expect(rowSchema(optionsTrades).safeParse(trade).success).toBe(false);
  });

  it('reads a one-sided quote', () => {
    const { price: _, size: __, ...head } = trade;
    const quote = { ...head, bid_px: 0, ask_px: 600.26, bid_sz: 0, ask_sz: 500 };
    expect(rowSchema(stocksQuotes).parse(quote)).toMatchObject({ bid_px: null, ask_px: 600.26 });
  });

  it('reads a book price of 0 as absent only beside a size of 0', () => {
    const { price: _, size: __, ...head } = trade;
    const sizes = Array.from({ length: 10 }, (___, index) => [
      [`bid_sz_${index + 1}`, index === 0 ? 3 : 0],
      [`ask_sz_${index + 1}`, 0],
    ]).flat();
    const book = { ...head, is_snapshot: true, ...Object.fromEntries(sizes) };
    const row = rowSchema(futuresMbp10).parse({ ...book, bid_px_1: 0, ask_px_1: 0, bid_px_2: -1 });
    expect(row).toMatchObject({ bid_px_1: 0, ask_px_1: null, bid_px_2: -1, ask_px_10: null });
  });
});
