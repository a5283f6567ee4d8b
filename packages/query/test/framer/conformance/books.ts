import { futuresMbp10, stocksQuotes, type AnyRow } from '@assay/schemas';
import { baseRow, lineOf } from '../../support/base-rows.js';
import { casesOf, type LineCase } from './case.js';

const quote = casesOf(stocksQuotes);
const book = casesOf(futuresMbp10);
const base = baseRow(futuresMbp10);
const MEMBERS = ['bid_px', 'bid_sz', 'ask_px', 'ask_sz'];

/** The base book without its flat columns. */
const withoutLevels = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((level) =>
    MEMBERS.map((member) => [`${member}_${level}`, undefined]),
  ),
);

function level(index: number): string {
  const members = MEMBERS.map((member) => `"${member}":${String(base[`${member}_${index}`])}`);
  return `{${members.join(',')}}`;
}

function levels(count: number): string {
  return `[${Array.from({ length: count }, (_, index) => level(index + 1)).join(',')}]`;
}

/** Levels from `first` on, absent: NULL price and 0 size. */
function emptyFrom(first: number): AnyRow {
  const indexes = Array.from({ length: 11 - first }, (_, index) => first + index);
  return Object.fromEntries(
    indexes.flatMap((index) =>
      MEMBERS.map((member) => [`${member}_${index}`, member.endsWith('px') ? null : 0]),
    ),
  );
}

export const books: readonly LineCase[] = [
  quote.stores('a bid of 0 is no bid', { bid_px: '0', bid_sz: '0' }, { bid_px: null, bid_sz: 0 }),
  quote.stores('a bid of 0.00 is no bid', { bid_px: '0.00' }, { bid_px: null }),
  quote.stores('an ask of -0 is no ask', { ask_px: '-0' }, { ask_px: null }),
  quote.stores('an absent side', { bid_px: undefined, bid_sz: '0' }, { bid_px: null, bid_sz: 0 }),
  quote.stores('a bid of null', { bid_px: 'null' }, { bid_px: null }),
  quote.refuses('a bid below 0', { bid_px: '-1' }, 'OUT_OF_RANGE', 'bid_px', 'above 0, was -1'),
  quote.refuses(
    'a bid too small for a double',
    { bid_px: '1e-400' },
    'OUT_OF_RANGE',
    'bid_px',
    'above 0, was 1e-400',
  ),
  quote.refuses(
    'a missing bid size',
    { bid_sz: undefined },
    'MISSING_FIELD',
    'bid_sz',
    'was absent',
  ),
  book.stores(
    'a level at 0 of size 0 is absent',
    { bid_px_3: '0', bid_sz_3: '0' },
    { bid_px_3: null, bid_sz_3: 0 },
  ),
  book.stores('a level at 0 with a size is a price', { bid_px_3: '0.0' }, { bid_px_3: 0 }),
  book.stores('a level at -0 with a size is 0', { ask_px_1: '-0.0' }, { ask_px_1: 0 }),
  book.stores('a level below 0', { bid_px_1: '-0.25' }, { bid_px_1: -0.25 }),
  book.stores('a depth of 1', { depth: '1' }, { depth: 1 }),
  book.refuses('a depth of 0', { depth: '0' }, 'OUT_OF_RANGE', 'depth', 'from 1 to 127, was 0'),
  book.refuses(
    'is_snapshot as a number',
    { is_snapshot: '1' },
    'WRONG_TYPE',
    'is_snapshot',
    'expected true or false, was 1',
  ),
  book.refuses(
    'is_snapshot as text',
    { is_snapshot: '"true"' },
    'WRONG_TYPE',
    'is_snapshot',
    'expected true or false, was "true"',
  ),
  book.stores('ten levels as an array', { ...withoutLevels, levels: levels(10) }),
  book.stores('three levels as an array', { ...withoutLevels, levels: levels(3) }, emptyFrom(4)),
  book.stores('no levels', { ...withoutLevels, levels: '[]' }, emptyFrom(1)),
  book.refuses(
    'eleven levels',
    { ...withoutLevels, levels: `[${levels(10).slice(1, -1)},${level(1)}]` },
    'WRONG_TYPE',
    'levels',
    'expected an array of up to 10, was an array of 11',
  ),
  book.refuses(
    'a level without a size',
    { ...withoutLevels, levels: '[{"bid_px":1,"ask_px":2,"ask_sz":3}]' },
    'MISSING_FIELD',
    'bid_sz_1',
    'was null',
  ),
  book.refuses(
    'a level that is a number',
    { ...withoutLevels, levels: '[5]' },
    'WRONG_TYPE',
    'levels',
    '"levels[0]": expected an object, was 5',
  ),
  book.refuses(
    'a level with a member twice',
    { ...withoutLevels, levels: '[{"bid_px":1,"bid_px":2}]' },
    'DUPLICATE_FIELD',
    'bid_px',
    'once',
  ),
  book.refuses(
    'levels that are an object',
    { ...withoutLevels, levels: '{}' },
    'WRONG_TYPE',
    'levels',
    'was an object',
  ),
  book.refuses(
    'levels both ways',
    { levels: levels(10) },
    'DUPLICATE_FIELD',
    'bid_px_1',
    'expected "bid_px_1" or "levels", was both',
  ),
  {
    fact: 'an unknown subject with levels',
    dataset: futuresMbp10,
    subject: 'x',
    line: lineOf(futuresMbp10, { ...withoutLevels, levels: levels(10) }),
    neighbour: lineOf(futuresMbp10, { ...withoutLevels, levels: levels(10) }),
    row: {},
  },
];
