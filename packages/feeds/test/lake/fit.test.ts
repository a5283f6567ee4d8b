import { type AnyRow } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { encodeBatch } from '../../src/index.js';
import { NOON, rowsOf, usePythonLake, type PythonDataset } from './python-lake.js';
import { readRows, refusalsOf, verdictsOf } from './read-lake.js';

const lake = usePythonLake();

describe('values of a lake that do not fit', () => {
  it.each<[string, PythonDataset, Record<string, string | undefined>, string]>([
    [
      'NaN as price',
      'futures.trades',
      { price: `'nan'::DOUBLE` },
      'UNDEFINED_PRICE price: expected a finite number, was NULL',
    ],
    [
      'an infinite price',
      'futures.trades',
      { price: `'inf'::DOUBLE` },
      'PRICE_OUT_OF_RANGE price: expected a finite number, was Infinity',
    ],
    [
      'a price of 0',
      'stocks.trades',
      { price: '0::DOUBLE' },
      'PRICE_OUT_OF_RANGE price: expected a finite number above 0, was 0',
    ],
    [
      'a size of 2^40',
      'futures.trades',
      { size: '1099511627776::BIGINT' },
      'SIZE_OUT_OF_RANGE size: expected an integer from 1 to 2147483647, was 1099511627776',
    ],
    [
      'a size of 2.5',
      'futures.trades',
      { size: '2.5::DOUBLE' },
      'SIZE_OUT_OF_RANGE size: expected an integer from 1 to 2147483647, was 2.5',
    ],
    [
      'no size',
      'futures.trades',
      { size: 'NULL::INTEGER' },
      'SIZE_OUT_OF_RANGE size: expected an integer from 1 to 2147483647, was NULL',
    ],
    [
      'a time in milliseconds',
      'futures.trades',
      { ts_event_ns: `${NOON / 1_000_000n}::BIGINT` },
      'TIME_OUT_OF_RANGE ts_event_ns: expected nanoseconds since 1970 UTC, between 2000-01-01 and 2100-01-01, was 1765886400000',
    ],
    [
      'an unknown side',
      'futures.trades',
      { aggressor: '2::TINYINT' },
      'UNKNOWN_SIDE aggressor: expected one of -1, 0, 1, was 2',
    ],
    [
      'an empty symbol',
      'futures.trades',
      { symbol: `''` },
      'UNKNOWN_INSTRUMENT symbol: expected a non-empty string, was ""',
    ],
    [
      'a date of another form',
      'options.trades',
      { exp_date: `'12/16/2025'` },
      'MALFORMED exp_date: expected a date YYYY-MM-DD, was "12/16/2025"',
    ],
    [
      'a date that does not exist',
      'options.trades',
      { exp_date: `'2025-02-30'` },
      'MALFORMED exp_date: expected a date YYYY-MM-DD, was "2025-02-30"',
    ],
    [
      'an infinite bid, though it may be NULL,',
      'options.trades',
      { opt_bid: `'-inf'::DOUBLE` },
      'PRICE_OUT_OF_RANGE opt_bid: expected a finite number, was -Infinity',
    ],
    [
      'a right of another word',
      'options.trades',
      { right: `'call'` },
      'MALFORMED right: expected one of C, P, was "call"',
    ],
  ])('%s costs its row alone, and stands in its dead letter', async (_, dataset, change, told) => {
    const result = await readRows(lake, dataset, rowsOf(dataset, {}, change, {}));
    expect(result.error).toBeUndefined();
    expect(refusalsOf(result)).toEqual([`1 ${told}`]);
    expect(result.report.rowsByDataset).toEqual({ [`${dataset}.v1`]: 2 });
    const [batch] = result.batches;
    expect(batch.refusals.map(({ index, record }) => [index, record])).toEqual([[1, 2]]);
    expect(verdictsOf(batch)).toEqual(['row', 'dead letter', 'row']);
    expect(encodeBatch(batch)[1]).toContain('"refused":');
    JSON.parse(Buffer.from(batch.refusals[0].bytes).toString('utf8'));
  });

  it.each([
    [
      'a time that a double has rounded',
      { ts_event_ns: `${NOON}::DOUBLE` },
      'TIME_OUT_OF_RANGE ts_event_ns: expected nanoseconds since 1970 UTC, between 2000-01-01 and ' +
        '2100-01-01, was 1765886400000000000 (a double, already rounded)',
    ],
    [
      'a seq that a double has rounded, though it may be NULL,',
      { seq: '1e18::DOUBLE' },
      'MALFORMED seq: expected an integer from -9223372036854775808 to 9223372036854775807, was ' +
        '1000000000000000000 (a double, already rounded)',
    ],
    [
      'a seq above int64',
      { seq: '18446744073709551615::UBIGINT' },
      'MALFORMED seq: expected an integer from -9223372036854775808 to 9223372036854775807, was ' +
        '18446744073709551615',
    ],
  ])('%s is refused, never guessed', async (_, change, told) => {
    const result = await readRows(lake, 'futures.trades', rowsOf('futures.trades', change));
    expect(refusalsOf(result)).toEqual([`1 ${told}`]);
    expect(result.report.rowsByDataset).toEqual({});
    expect(result.batches.map(verdictsOf)).toEqual([['dead letter']]);
  });

  it.each<[string, PythonDataset, Record<string, string>, string, AnyRow[string]]>([
    ['whole doubles of pandas', 'futures.trades', { seq: '7::DOUBLE' }, 'seq', 7n],
    ['NaN where NULL is allowed', 'futures.trades', { seq: `'nan'::DOUBLE` }, 'seq', null],
    ['unsigned integers', 'futures.trades', { size: '3::UBIGINT' }, 'size', 3],
    [
      'timestamps in ns',
      'futures.trades',
      { ts_event_ns: `make_timestamp_ns(${NOON + 1n})` },
      'ts_event_ns',
      NOON + 1n,
    ],
    [
      'timestamps in µs',
      'futures.trades',
      { ts_event_ns: `make_timestamp(${NOON / 1000n})` },
      'ts_event_ns',
      NOON,
    ],
    ['sides by name', 'futures.trades', { aggressor: `'SELL'` }, 'aggressor', -1],
    ['no time of receipt', 'futures.trades', { ts_recv_ns: 'NULL::BIGINT' }, 'ts_recv_ns', NOON],
    ['decimals', 'futures.trades', { price: '6000.25::DECIMAL(18, 4)' }, 'price', 6000.25],
    [
      'a date as a date',
      'options.trades',
      { exp_date: `DATE '2025-12-16'` },
      'exp_date',
      '2025-12-16',
    ],
    [
      'an absent side of a quote',
      'stocks.quotes',
      { bid_px: `'nan'::DOUBLE`, bid_sz: 'NULL::INTEGER' },
      'bid_sz',
      0,
    ],
    [
      'int64 above 2^53',
      'futures.trades',
      { seq: '9007199254740993::BIGINT' },
      'seq',
      9_007_199_254_740_993n,
    ],
  ])('%s are exact', async (_, dataset, change, column, expected) => {
    const { rows, report } = await readRows(lake, dataset, rowsOf(dataset, change));
    expect(report.refused).toEqual([]);
    expect(rows[0][column]).toBe(expected);
  });

  it('stands in for a nullable column of a type that cannot hold it, and counts what is lost', async () => {
    const { rows, report } = await readRows(
      lake,
      'stocks.trades',
      rowsOf('stocks.trades', { exchange: `'XNAS'` }),
    );
    expect(rows[0].exchange).toBeNull();
    expect(report.warnings).toContain('column "exchange" (VARCHAR) left out: 1 values');
  });
});
