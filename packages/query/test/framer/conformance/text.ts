import { futuresTrades, optionsTrades, stocksTrades } from '@assay/schemas';
import { lineOf } from '../../support/base-rows.js';
import { casesOf, type LineCase } from './case.js';

const future = casesOf(futuresTrades);
const stock = casesOf(stocksTrades);
const option = casesOf(optionsTrades);
const TEXT = 'expected a non-empty string, was ';

/** A line with one byte of it replaced. */
function withByte(line: string, mark: string, byte: number): Buffer {
  const bytes = Buffer.from(line, 'latin1');
  bytes[bytes.indexOf(mark)] = byte;
  return bytes;
}

export const texts: readonly LineCase[] = [
  future.stores('an escaped letter', { symbol: String.raw`"\u0045SZ5"` }, {}),
  future.stores(
    'a surrogate pair of escapes',
    { exchange: String.raw`"\ud83d\ude00"` },
    { exchange: '😀' },
  ),
  future.stores(
    'a character beyond ASCII',
    { exchange: '"Börse 東京"' },
    { exchange: 'Börse 東京' },
  ),
  future.stores(
    'every escape',
    { exchange: String.raw`"\"\\\/\b\f\n\r\t"` },
    { exchange: '"\\/\b\f\n\r\t' },
  ),
  future.stores('an escaped NUL', { exchange: String.raw`"a\u0000b"` }, { exchange: 'a\0b' }),
  future.stores('a DEL byte', { exchange: '"a\x7fb"' }, { exchange: 'a\x7fb' }),
  future.stores(
    'a quote, a brace and a comma',
    { exchange: String.raw`"\"},{"` },
    { exchange: '"},{' },
  ),
  future.refuses(
    'a lone surrogate',
    { exchange: String.raw`"\ud83d"` },
    'OUT_OF_RANGE',
    'exchange',
    'expected a string',
  ),
  future.refuses(
    'a symbol with a lone surrogate',
    { symbol: String.raw`"ES\ude00"` },
    'OUT_OF_RANGE',
    'symbol',
    'expected a non-empty string',
  ),
  future.refuses('an empty symbol', { symbol: '""' }, 'OUT_OF_RANGE', 'symbol', `${TEXT}""`),
  future.refuses('an empty source', { source: '""' }, 'OUT_OF_RANGE', 'source', `${TEXT}""`),
  future.stores('an empty exchange', { exchange: '""' }, { exchange: '' }),
  future.refuses('a number as symbol', { symbol: '5' }, 'WRONG_TYPE', 'symbol', `${TEXT}5`),
  future.refuses('a symbol of true', { symbol: 'true' }, 'WRONG_TYPE', 'symbol', `${TEXT}true`),
  future.refuses(
    'a symbol of 300 characters',
    { symbol: `"${'A'.repeat(300)}"` },
    'BAD_PARTITION',
    'symbol',
    'expected at most 200 bytes when encoded, was 300',
  ),
  future.stores('a symbol of 200', { symbol: `"${'A'.repeat(200)}"` }, { symbol: 'A'.repeat(200) }),
  future.stores('a symbol that climbs', { symbol: '"../x"' }, { symbol: '../x' }),
  future.stores('a symbol with a slash', { symbol: '"BRK/B"' }, { symbol: 'BRK/B' }),
  future.stores('a symbol beyond ASCII', { symbol: '"Ä東"' }, { symbol: 'Ä東' }),
  future.stores('a symbol that looks like a number', { symbol: '"007"' }, { symbol: '007' }),
  future.stores('a symbol that looks like NULL', { symbol: '"NULL"' }, { symbol: 'NULL' }),
  stock.stores('conditions with bars', { conditions: '"A|B"' }, { conditions: 'A|B' }),
  option.refuses(
    'a day that does not exist',
    { exp_date: '"2025-02-30"' },
    'OUT_OF_RANGE',
    'exp_date',
    'expected a date YYYY-MM-DD, was "2025-02-30"',
  ),
  option.refuses(
    'a date without dashes',
    { exp_date: '"20251219"' },
    'OUT_OF_RANGE',
    'exp_date',
    'was "20251219"',
  ),
  option.stores('a leap day', { exp_date: '"2028-02-29"' }, { exp_date: '2028-02-29' }),
  option.stores('a put', { right: '"P"' }, { right: 'P' }),
  option.refuses(
    'a right of "c"',
    { right: '"c"' },
    'OUT_OF_RANGE',
    'right',
    'one of C, P, was "c"',
  ),
  option.refuses('an empty right', { right: '""' }, 'OUT_OF_RANGE', 'right', 'one of C, P, was ""'),
  ...[
    {
      fact: 'a byte that is not UTF-8',
      line: withByte(lineOf(futuresTrades, { exchange: '"~"' }), '~', 0xff),
      letter: { reason: 'NOT_UTF8', detail: 'expected UTF-8, was byte 0xff at offset ' } as const,
    },
    {
      fact: 'a control character in a string',
      line: withByte(lineOf(futuresTrades, { exchange: '"~"' }), '~', 0x01),
      letter: { reason: 'NOT_JSON', detail: 'expected a character of a string' } as const,
    },
    {
      fact: 'a tab in a string',
      line: withByte(lineOf(futuresTrades, { exchange: '"~"' }), '~', 0x09),
      letter: { reason: 'NOT_JSON', detail: 'expected a character of a string' } as const,
    },
    {
      fact: 'an unknown escape',
      line: lineOf(futuresTrades, { exchange: String.raw`"\x41"` }),
      letter: { reason: 'NOT_JSON', detail: 'expected an escape such as' } as const,
    },
    {
      fact: 'an escape cut short',
      line: lineOf(futuresTrades, { exchange: String.raw`"\u00"` }),
      letter: { reason: 'NOT_JSON', detail: 'expected an escape such as' } as const,
    },
  ].map((each) => ({ ...each, dataset: futuresTrades })),
];
