import { futuresTrades, optionsTrades, stocksTrades } from '@assay/schemas';
import { casesOf, type LineCase } from './case.js';

const future = casesOf(futuresTrades);
const stock = casesOf(stocksTrades);
const option = casesOf(optionsTrades);
const FINITE = 'expected a finite number, was ';
const ABOVE = 'expected a finite number above 0, was ';

export const doubles: readonly LineCase[] = [
  future.refuses(
    'a price of 1e400 is not infinite',
    { price: '1e400' },
    'OUT_OF_RANGE',
    'price',
    `${FINITE}1e400`,
  ),
  future.refuses('-1e400', { price: '-1e400' }, 'OUT_OF_RANGE', 'price', `${FINITE}-1e400`),
  future.refuses(
    'a price of 1e-400 is not 0',
    { price: '1e-400' },
    'OUT_OF_RANGE',
    'price',
    `${FINITE}1e-400`,
  ),
  future.stores('a price of -0.0 is 0', { price: '-0.0' }, { price: 0 }),
  future.stores('a future trades at 0', { price: '0' }, { price: 0 }),
  future.stores('a spread trades below 0', { price: '-4.25' }, { price: -4.25 }),
  future.stores('a price is an integer', { price: '6000' }, { price: 6000 }),
  future.stores('1e-7', { price: '1e-7' }, { price: 1e-7 }),
  future.stores('1E+3', { price: '1E+3' }, { price: 1000 }),
  future.stores('0.0000001', { price: '0.0000001' }, { price: 1e-7 }),
  future.stores(
    'seventeen digits',
    { price: '0.30000000000000004' },
    { price: 0.30000000000000004 },
  ),
  future.stores(
    'more digits of 0.1 than a double has',
    { price: '0.1000000000000000055511151231257827021181583404541015625' },
    { price: 0.1 },
  ),
  future.stores(
    'halfway between two doubles, rounded to even',
    { price: '9007199254740993' },
    { price: 9_007_199_254_740_992 },
  ),
  future.stores(
    'just above halfway',
    { price: '9007199254740993.00000000000000000001' },
    { price: 9_007_199_254_740_994 },
  ),
  future.stores('fifty digits before the point', { price: `1${'0'.repeat(49)}` }, { price: 1e49 }),
  future.stores(
    'the largest double',
    { price: '1.7976931348623157e308' },
    { price: Number.MAX_VALUE },
  ),
  future.stores('the smallest double', { price: '5e-324' }, { price: 5e-324 }),
  future.refuses('a quoted price', { price: '"1.5"' }, 'WRONG_TYPE', 'price', `${FINITE}"1.5"`),
  future.refuses('a price of true', { price: 'true' }, 'WRONG_TYPE', 'price', `${FINITE}true`),
  future.refuses('a price of null', { price: 'null' }, 'MISSING_FIELD', 'price', `${FINITE}null`),
  stock.refuses('a stock at 0', { price: '0' }, 'OUT_OF_RANGE', 'price', `${ABOVE}0`),
  stock.refuses('a stock at 0.000', { price: '0.000' }, 'OUT_OF_RANGE', 'price', `${ABOVE}0.000`),
  stock.refuses('a stock below 0', { price: '-1' }, 'OUT_OF_RANGE', 'price', `${ABOVE}-1`),
  option.stores('an option at 0', { price: '0' }, { price: 0 }),
  option.refuses(
    'an option below 0',
    { price: '-0.01' },
    'OUT_OF_RANGE',
    'price',
    'a finite number of at least 0, was -0.01',
  ),
  option.stores(
    'an absent quote is NULL',
    { opt_bid: 'null', opt_ask: undefined },
    {
      opt_bid: null,
      opt_ask: null,
    },
  ),
];
