import { describe, expect, it } from 'vitest';
import {
  bronzeColumns,
  optionsGreeksSnapshots,
  readJsonColumns,
  sqlName,
  sqlText,
  sqlType,
  stocksTrades,
} from '../src/index.js';

describe('sqlType', () => {
  it('gives each column type its DuckDB type', () => {
    const types = stocksTrades.columns.map((column) => `${column.name} ${sqlType(column)}`);
    expect(types).toEqual([
      'ts_event_ns BIGINT',
      'ts_recv_ns BIGINT',
      'source VARCHAR',
      'symbol VARCHAR',
      'price DOUBLE',
      'size INTEGER',
      'exchange SMALLINT',
      'seq BIGINT',
      'conditions VARCHAR',
    ]);
  });
});

describe('sqlName and sqlText', () => {
  it('cannot be broken out of', () => {
    expect(sqlName('a"b')).toBe('"a""b"');
    expect(sqlText("a'; DROP TABLE x; --")).toBe("'a''; DROP TABLE x; --'");
  });
});

describe('bronzeColumns', () => {
  it('adds the system columns after the dataset’s own', () => {
    const names = bronzeColumns(optionsGreeksSnapshots).map((column) => column.name);
    expect(names.slice(-4)).toEqual(['snapshot_id', '_pos', '_run', '_run_pos']);
  });
});

describe('readJsonColumns', () => {
  it('declares names and types for read_json', () => {
    expect(readJsonColumns(stocksTrades.columns.slice(0, 3))).toBe(
      `{"ts_event_ns": 'BIGINT', "ts_recv_ns": 'BIGINT', "source": 'VARCHAR'}`,
    );
  });
});
