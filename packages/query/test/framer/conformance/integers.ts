import { futuresTrades, optionsGreeksSnapshots, stocksTrades } from '@assay/schemas';
import { casesOf, type LineCase } from './case.js';

const future = casesOf(futuresTrades);
const stock = casesOf(stocksTrades);
const greeks = casesOf(optionsGreeksSnapshots);

const SIZE = 'expected an integer from 1 to 2147483647, was ';
const EXCHANGE = 'expected an integer from -32768 to 32767, was ';
const SEQ = 'expected an integer from -9223372036854775808 to 9223372036854775807, was ';

export const integers: readonly LineCase[] = [
  future.refuses('a fraction is no size', { size: '2.6' }, 'WRONG_TYPE', 'size', `${SIZE}2.6`),
  future.refuses('true is no 1', { size: 'true' }, 'WRONG_TYPE', 'size', `${SIZE}true`),
  future.refuses('a quoted number is text', { size: '"3"' }, 'WRONG_TYPE', 'size', `${SIZE}"3"`),
  future.refuses('1e3 is no integer', { size: '1e3' }, 'WRONG_TYPE', 'size', `${SIZE}1e3`),
  future.refuses('5.0 is no integer', { size: '5.0' }, 'WRONG_TYPE', 'size', `${SIZE}5.0`),
  future.refuses('an array is no size', { size: '[1]' }, 'WRONG_TYPE', 'size', 'an array of 1'),
  future.refuses('an object is no size', { size: '{}' }, 'WRONG_TYPE', 'size', 'an object'),
  future.refuses('a size of 0', { size: '0' }, 'OUT_OF_RANGE', 'size', `${SIZE}0`),
  future.refuses('a negative size', { size: '-1' }, 'OUT_OF_RANGE', 'size', `${SIZE}-1`),
  future.refuses('a size of -0 is 0', { size: '-0' }, 'OUT_OF_RANGE', 'size', `${SIZE}-0`),
  future.stores('a size of 2^31 - 1', { size: '2147483647' }, { size: 2_147_483_647 }),
  future.refuses(
    'a size of 2^31',
    { size: '2147483648' },
    'OUT_OF_RANGE',
    'size',
    `${SIZE}2147483648`,
  ),
  future.refuses(
    'a size of forty digits',
    { size: '1'.repeat(40) },
    'OUT_OF_RANGE',
    'size',
    `${SIZE}1111`,
  ),
  future.stores('a seq of 2^53 + 1', { seq: '9007199254740993' }, { seq: 9_007_199_254_740_993n }),
  future.stores(
    'a seq of 2^63 - 1',
    { seq: '9223372036854775807' },
    { seq: 9_223_372_036_854_775_807n },
  ),
  future.stores(
    'a seq of -2^63',
    { seq: '-9223372036854775808' },
    { seq: -9_223_372_036_854_775_808n },
  ),
  future.refuses(
    'a seq of 2^63',
    { seq: '9223372036854775808' },
    'OUT_OF_RANGE',
    'seq',
    `${SEQ}9223372036854775808`,
  ),
  future.refuses(
    'a seq of a thousand digits',
    { seq: '9'.repeat(1_000) },
    'OUT_OF_RANGE',
    'seq',
    `${SEQ}999`,
  ),
  future.stores('a seq of -0 is 0', { seq: '-0' }, { seq: 0n }),
  future.stores('a seq of 0', { seq: '0' }, { seq: 0n }),
  future.stores('an aggressor of -1', { aggressor: '-1' }, { aggressor: -1 }),
  future.refuses(
    'an aggressor of 2',
    { aggressor: '2' },
    'OUT_OF_RANGE',
    'aggressor',
    'one of -1, 0, 1, was 2',
  ),
  future.refuses(
    'an aggressor of 128',
    { aggressor: '128' },
    'OUT_OF_RANGE',
    'aggressor',
    'was 128',
  ),
  stock.stores('the ends of an int16, below', { exchange: '-32768' }, { exchange: -32_768 }),
  stock.stores('the ends of an int16, above', { exchange: '32767' }, { exchange: 32_767 }),
  stock.refuses(
    'an int16 of 32768',
    { exchange: '32768' },
    'OUT_OF_RANGE',
    'exchange',
    `${EXCHANGE}32768`,
  ),
  greeks.stores('an open interest of 0', { open_interest: '0' }, { open_interest: 0 }),
  greeks.refuses(
    'an open interest of -1',
    { open_interest: '-1' },
    'OUT_OF_RANGE',
    'open_interest',
    'an integer from 0 to 2147483647, was -1',
  ),
];

/** Spellings that are no JSON at all. */
export const notNumbers: readonly LineCase[] = [
  ['a leading zero', '007'],
  ['a plus sign', '+1'],
  ['a lone minus sign', '-'],
  ['a hexadecimal', '0x10'],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['a number without its whole part', '.5'],
  ['a number without its fraction', '5.'],
  ['an exponent without digits', '5e'],
  ['a number with a separator', '1,000'],
].map(([fact, size]) => ({
  fact: `${fact} is no JSON`,
  dataset: futuresTrades,
  line: future.stores('', { size }).line,
  letter: { reason: 'NOT_JSON', detail: 'at character' },
}));
