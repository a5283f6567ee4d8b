import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createLogicalHash,
  int32,
  logicalHashSql,
  nullable,
  rowText,
  text,
  type AnyRow,
  type Column,
} from '../src/index.js';
import { readVectors, rowOfVector, type LogicalHashVector } from './support/vectors.js';

const vectors = readVectors<LogicalHashVector>('logical-hash.json');

function columnsOf(vector: LogicalHashVector): readonly Column[] {
  return vector.columns.map((each) => ({ ...each, nullable: true, describe: '', rule: {} }));
}

function hashOf(columns: readonly Column[], rows: readonly AnyRow[]): string {
  const hash = createLogicalHash(columns);
  rows.forEach((row) => hash.add(row));
  return hash.digest();
}

describe('createLogicalHash', () => {
  it.each(vectors)('gives the pinned texts and digest: $name', (vector) => {
    const columns = columnsOf(vector);
    const rows = vector.rows.map((row) => rowOfVector(columns, row));
    expect(rows.map((row) => rowText(columns, row))).toEqual(vector.rowTexts);
    expect(hashOf(columns, rows)).toBe(vector.logicalHash);
  });

  const pair = [nullable(text('a', '')), nullable(text('b', ''))];
  const cell = fc.option(fc.string({ unit: fc.constantFrom('\\', '|', 'N', 'p', 'a') }));

  it('tells any two different rows of text apart', () => {
    fc.assert(
      fc.property(fc.tuple(cell, cell), fc.tuple(cell, cell), (left, right) => {
        const same = left[0] === right[0] && left[1] === right[1];
        const texts = [left, right].map(([a, b]) => rowText(pair, { a, b }));
        expect(texts[0] === texts[1]).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order of rows, and counts each', () => {
    const columns = [int32('n', '')];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 })), (numbers) => {
        const rows = numbers.map((n) => ({ n }));
        expect(hashOf(columns, rows.toReversed())).toBe(hashOf(columns, rows));
        expect(hashOf(columns, [...rows, { n: 1 }])).not.toBe(hashOf(columns, rows));
      }),
    );
  });

  it('reads a column that a row lacks as NULL, as an older file would', () => {
    expect(rowText(pair, { a: 'x' })).toBe('x|\\N');
  });
});

describe('logicalHashSql', () => {
  it('reads the relation it is given', () => {
    expect(logicalHashSql([int32('n', '')], '(SELECT 1 AS n)')).toContain('FROM (SELECT 1 AS n)');
  });
});
