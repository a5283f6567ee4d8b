import { describe, expect, it } from 'vitest';
import {
  defineDataset,
  flag,
  float64,
  int32,
  int64,
  nullable,
  text,
  type Column,
  type DatasetDeclaration,
} from '../src/index.js';
import { declare, price, size, symbol, time } from './support/declaration.js';

type Changes = Partial<DatasetDeclaration<readonly Column[]>>;

const columns = (...more: Column[]): Changes => ({ columns: [time, symbol, ...more] });

describe('defineDataset', () => {
  it('derives name, version, path and row groups', () => {
    expect(declare({ id: 'bonds.corporate.trades.v12' })).toMatchObject({
      name: 'bonds.corporate.trades',
      version: 12,
      path: 'bonds/corporate/trades',
      subject: undefined,
      rowGroupRows: 1_228_800,
    });
  });

  it('keeps what the declaration says', () => {
    const changes = { path: 'other/place', rowGroupRows: 2_048, subject: 'market.bonds' };
    expect(declare(changes)).toMatchObject(changes);
  });

  const refused: [string, Changes, RegExp][] = [
    ['an id without a version', { id: 'bonds.trades' }, /expected an id like/],
    ['an id of one word', { id: 'bonds.v1' }, /expected an id like/],
    ['version 0', { id: 'bonds.trades.v0' }, /expected an id like/],
    ['an id that climbs', { id: '../bonds.trades.v1' }, /expected an id like/],
    ['a column twice', columns(price, price), /"price" is declared twice/],
    ['a name of the lake', columns(int64('_pos', 'x')), /"_pos": names with "_" are kept/],
    ['a name in upper case', columns(price, int32('Size', 'x')), /column name .* was "Size"/],
    ['a name with a quote', columns(int32('a"b', 'x')), /expected a column name/],
    ['a name of a folder', columns(text('date', 'x')), /"date" has the name of a folder/],
    ['no event time', { columns: [symbol] }, /uses a column "ts_event_ns"/],
    [
      'an event time that is no time',
      { columns: [int64('ts_event_ns', 'x'), symbol] },
      /"ts_event_ns" to be a time/,
    ],
    ['an event time that may be NULL', { columns: [nullable(time), symbol] }, /never NULL/],
    [
      'an undeclared partition column',
      { partition: { column: 'venue', hourly: true } },
      /uses a column "venue"/,
    ],
    [
      'a numeric partition column',
      { partition: { column: 'size', hourly: true } },
      /partition column "size" to be text/,
    ],
    [
      'a partition column that may be NULL',
      { columns: [time, nullable(symbol)] },
      /partition column "symbol" to be text that is never NULL/,
    ],
    ['an undeclared key column', { key: ['ts_event_ns', 'venue'] }, /uses a column "venue"/],
    ['an empty key', { key: [] }, /expected key columns, each once, was \[\]/],
    ['a key column twice', { key: ['symbol', 'symbol'] }, /each once, was \[symbol, symbol\]/],
    [
      'recognition by a field it has not',
      { recognition: { present: ['yield'] } },
      /recognised by "yield"/,
    ],
    ['a rule of another type', columns(text('venue', 'x', { min: 1 })), /"min" says nothing of/],
    ['a list of doubles', columns(float64('px', 'x', { oneOf: [1] })), /"oneOf" says nothing of/],
    ['an integer above', columns(int32('n', 'x', { above: 0 })), /"above" says nothing of/],
    [
      'two lower bounds',
      columns(float64('px', 'x', { min: 0, above: 0 })),
      /"px" has two lower bounds/,
    ],
    [
      'a zero that is NULL where NULL is not allowed',
      columns(float64('px', 'x', { zeroIsAbsent: true })),
      /"px" reads 0 as NULL, but is never NULL/,
    ],
    [
      'a companion it has not',
      columns(nullable(float64('px', 'x', { zeroIsAbsentWith: 'sz' }))),
      /"px" looks at a column "sz"/,
    ],
    [
      'a repeated group without its columns',
      { repeated: { field: 'legs', length: 2, members: ['price'] } },
      /"legs" stands for "price_1"/,
    ],
    [
      'a repeated group named as a column',
      { repeated: { field: 'size', length: 1, members: [] } },
      /"size" is both a column and a repeated group/,
    ],
    ['a path that climbs', { path: '../bonds' }, /expected a path like/],
    ['an absolute path', { path: '/bonds' }, /expected a path like/],
    ['a path that looks like a partition', { path: 'bonds/symbol=X' }, /expected a path like/],
    ['a subject with a wildcard', { subject: 'market.>' }, /expected a subject like/],
    ['row groups of no rows', { rowGroupRows: 0 }, /multiple of 2048, was 0/],
    ['row groups of broken vectors', { rowGroupRows: 1_000_000 }, /multiple of 2048/],
  ];

  it.each(refused)('refuses %s', (_, changes, message) => {
    expect(() => declare(changes)).toThrow(
      expect.objectContaining({
        name: 'SchemaError',
        code: 'BAD_DECLARATION',
        retryable: false,
        message: expect.stringMatching(message),
      }),
    );
  });

  it('names the dataset in its refusal', () => {
    expect(() => declare({ columns: [time] })).toThrow(/^dataset "bonds\.trades\.v1": /);
  });

  it('accepts every kind of column', () => {
    const dataset = defineDataset({
      id: 'bonds.trades.v2',
      describe: 'prints of bonds',
      tier: 'bronze',
      partition: { column: 'symbol', hourly: false },
      columns: [time, symbol, price, size, flag('late', 'x'), nullable(int64('seq', 'x'))],
      key: ['ts_event_ns', 'symbol', 'seq'],
      crossOrder: 9,
    });
    expect(dataset.columns).toHaveLength(6);
  });
});
