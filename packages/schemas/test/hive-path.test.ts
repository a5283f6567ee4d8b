import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createDatasetRegistry,
  datasetFolder,
  decodePartitionValue,
  encodePartitionValue,
  futuresTrades,
  optionsGreeksSnapshots,
  parsePlace,
  partitionPath,
  partitionValueProblem,
  placeFolder,
  placeOf,
} from '../src/index.js';

const registry = createDatasetRegistry();
const badPath = expect.objectContaining({ name: 'SchemaError', code: 'BAD_PATH' });

describe('encodePartitionValue', () => {
  it.each([
    ['ESZ5', 'ESZ5'],
    ['ESZ5-ESH6', 'ESZ5-ESH6'],
    ['BRK.A', 'BRK.A'],
    ['_x', '_x'],
    ['..', '%2E.'],
    ['.hidden', '%2Ehidden'],
    ['../', '%2E.%2F'],
    ['../../etc/passwd', '%2E.%2F..%2Fetc%2Fpasswd'],
    ['a/b', 'a%2Fb'],
    ['a\\b', 'a%5Cb'],
    ['%2F', '%252F'],
    ['a=b', 'a%3Db'],
    ['a b', 'a%20b'],
    [' ', '%20'],
    ['a*?[b]', 'a%2A%3F%5Bb%5D'],
    ['O:SPY', 'O%3ASPY'],
    ['a\0b', 'a%00b'],
    ['line\n', 'line%0A'],
    ['€', '%E2%82%AC'],
    ['𝄞', '%F0%9D%84%9E'],
    ['__HIVE_DEFAULT_PARTITION__', '%5F_HIVE_DEFAULT_PARTITION__'],
    ['NULL', '%4EULL'],
    ['null', '%6Eull'],
    ['NULLS', 'NULLS'],
    ['x'.repeat(200), 'x'.repeat(200)],
  ])('writes %j as %s, reversibly', (value, encoded) => {
    expect(encodePartitionValue(value)).toBe(encoded);
    expect(decodePartitionValue(encoded)).toBe(value);
    expect(partitionValueProblem(value)).toBeUndefined();
  });

  it.each([
    ['an empty value', '', 'at least one character, was empty'],
    ['300 characters', 'x'.repeat(300), 'at most 200 bytes when encoded, was 300'],
    ['67 euro signs', '€'.repeat(67), 'at most 200 bytes when encoded, was 603'],
    ['a high surrogate alone', 'a\ud834', 'well-formed Unicode, was a lone surrogate'],
    ['a low surrogate alone', '\udd1eb', 'well-formed Unicode, was a lone surrogate'],
  ])('refuses %s', (_, value, problem) => {
    expect(() => encodePartitionValue(value)).toThrow(badPath);
    expect(partitionValueProblem(value)).toBe(`expected ${problem}`);
  });

  it('gives one folder name or refuses, whatever the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        if (partitionValueProblem(value) !== undefined) {
          expect(() => encodePartitionValue(value)).toThrow(badPath);
          return;
        }
        const encoded = encodePartitionValue(value);
        expect(encoded).toMatch(/^[A-Za-z0-9_%-][A-Za-z0-9._%-]*$/);
        expect(encoded.length).toBeLessThanOrEqual(200);
        expect(decodePartitionValue(encoded)).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never gives two values one folder', () => {
    const value = fc.string({ unit: fc.constantFrom('%', '2', 'F', '/', '.', 'a'), minLength: 1 });
    fc.assert(
      fc.property(value, value, (left, right) => {
        fc.pre(left !== right);
        expect(encodePartitionValue(left)).not.toBe(encodePartitionValue(right));
      }),
    );
  });
});

describe('decodePartitionValue', () => {
  it.each([
    '',
    '%',
    '%2',
    '%zz',
    '%2f',
    '%41',
    'a/b',
    'a b',
    '..',
    '.a',
    '%FF',
    'NULL',
    '%ED%A0%80',
  ])('refuses %j, which no value is written as', (encoded) => {
    expect(() => decodePartitionValue(encoded)).toThrow(badPath);
  });
});

describe('placeOf and placeFolder', () => {
  it('lay a row out by partition value, UTC date and hour', () => {
    const place = placeOf(futuresTrades, 'ESZ5', 490_526);
    expect(place).toMatchObject({ date: '2025-12-16', hour: '14' });
    expect(partitionPath(place)).toBe('symbol=ESZ5/date=2025-12-16/hour=14');
    expect(placeFolder(place)).toBe('bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14');
    expect(placeFolder(place, 'silver')).toMatch(/^silver\/futures\/trades\//);
  });

  it('leave the hour out where a dataset has none', () => {
    expect(placeFolder(placeOf(optionsGreeksSnapshots, 'SPY', 490_526))).toBe(
      'bronze/options/greeks_snapshots/underlying=SPY/date=2025-12-16',
    );
  });

  it('give every shipped dataset its folder', () => {
    expect(registry.all.map((dataset) => datasetFolder(dataset))).toEqual([
      'bronze/stocks/trades',
      'bronze/stocks/quotes',
      'bronze/options/trades',
      'bronze/options/greeks_snapshots',
      'bronze/futures/trades',
      'bronze/futures/mbp10',
      'silver/options/trades_enriched',
      'gold/streaming/signals',
    ]);
  });
});

describe('parsePlace', () => {
  it('is the inverse of placeFolder', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((each) => partitionValueProblem(each) === undefined);
    const hour = fc.integer({ min: 262_968, max: 1_139_567 });
    fc.assert(
      fc.property(fc.constantFrom(...registry.all), value, hour, (dataset, symbol, hourIndex) => {
        const place = placeOf(dataset, symbol, hourIndex);
        const key = `${placeFolder(place)}/part-0000.parquet`;
        expect(parsePlace(registry, dataset.tier, key)).toEqual({
          place,
          file: 'part-0000.parquet',
        });
      }),
    );
  });

  it.each([
    'bronze/futures/trades/symbol=ESZ5/date=2025-12-16/x.parquet',
    'bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=24/x.parquet',
    'bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=1/x.parquet',
    'bronze/futures/trades/symbol=ESZ5/date=2025-02-29/hour=14/x.parquet',
    'bronze/futures/trades/symbol=/date=2025-12-16/hour=14/x.parquet',
    'bronze/futures/trades/symbol=a%2fb/date=2025-12-16/hour=14/x.parquet',
    'bronze/futures/trades/underlying=ES/date=2025-12-16/hour=14/x.parquet',
    'bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14/',
    'bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14/deeper/x.parquet',
    'bronze/options/greeks_snapshots/underlying=SPY/date=2025-12-16/hour=14/x.parquet',
    'silver/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14/x.parquet',
    'bronze/bonds/trades/symbol=X/date=2025-12-16/hour=14/x.parquet',
    '',
  ])('refuses %j', (key) => {
    expect(() => parsePlace(registry, 'bronze', key)).toThrow(badPath);
  });
});
