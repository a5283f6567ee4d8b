import { describe, expect, it } from 'vitest';
import { sourceComplaints, sqlComplaints, sqlIn } from '../lib/sql-lint.mjs';

describe('sqlComplaints', () => {
  it.each([
    ['SELECT any_value(px) FROM t', 'any_value'],
    ['SELECT approx_quantile(px, 0.5) FROM t', 'approx_'],
    ['SELECT first(px) FROM t', 'first/last'],
    ['SELECT mode(side) FROM t', 'mode'],
    ['SELECT now()', 'time as a parameter'],
    ['SELECT current_timestamp', 'time as a parameter'],
    ['SELECT random()', 'no chance'],
    ['SELECT hash(px) FROM t', 'hash()'],
    ["COPY t TO 'x' (FORMAT parquet, PARTITION_BY (d))", 'PARTITION_BY'],
    ["COPY t TO 'x' (FORMAT parquet, FILE_SIZE_BYTES 10)", 'FILE_SIZE_BYTES'],
    ['SELECT * FROM a ASOF JOIN b ON a.ts >= b.ts', 'ties'],
    ['SELECT sum(px) FROM t', 'sum(px) follows the order'],
    ['SELECT avg(px * (1 + q)) FROM t', 'avg(px * (1 + q)) follows'],
    ['SELECT list(px) FROM t', 'list(px)'],
    ['SELECT sum(px) OVER (PARTITION BY symbol) FROM t', 'sum(px)'],
  ])('refuses %s', (sql, complaint) => {
    expect(sqlComplaints(sql).join('; ')).toContain(complaint);
  });

  it.each([
    'SELECT count(*), min(px), max(px) FROM t',
    'SELECT sum(size::BIGINT)::BIGINT FROM t',
    'SELECT sum(px ORDER BY ts, row) FROM t',
    'SELECT first(px ORDER BY ts, row) FROM t',
    'SELECT sum(px) OVER (ORDER BY ts, row ROWS 10 PRECEDING) FROM t',
    'SELECT * FROM a ASOF JOIN b ON a.ts >= b.ts -- ties: b is unique by ts',
    "COPY (SELECT * FROM t ORDER BY ts, row) TO 'x' (FORMAT parquet, ROW_GROUP_SIZE 122880)",
  ])('passes %s', (sql) => {
    expect(sqlComplaints(sql)).toEqual([]);
  });
});

describe('sqlIn', () => {
  it('finds literals and templates that read like SQL, and leaves prose alone', () => {
    const source = [
      "const a = 'SELECT 1';",
      'const b = `COPY ${table} TO ${path}`;',
      "const c = 'the first (and only) value of now()';",
    ].join('\n');
    expect(sqlIn(source)).toEqual([
      { line: 1, sql: 'SELECT 1' },
      { line: 2, sql: 'COPY ${…} TO ${…}' },
    ]);
  });

  it('gives complaints their line', () => {
    expect(sourceComplaints("\nconst a = 'SELECT random()';")).toEqual(['2: no chance in SQL']);
  });
});
