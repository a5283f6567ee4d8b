import {
  createLogicalHash,
  eventId,
  eventIdSql,
  logicalHashSql,
  type AnyRow,
  type Column,
  type ColumnType,
  type ColumnValue,
} from '@assay/schemas';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arbitraryRow } from '../support/arbitrary-row.js';
import { bufferOf } from '../support/framed.js';
import { registry } from '../support/frame.js';
import { relationOf } from '../support/relation.js';
import { useScratch } from '../support/scratch.js';
import { writeBronze } from '../support/write-rows.js';

type VectorRow = Readonly<Record<string, string | number | boolean | null>>;

interface EventIdVector {
  readonly name: string;
  readonly dataset: string;
  readonly row: VectorRow;
  readonly eventId: string;
}

interface LogicalHashVector {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly rows: readonly VectorRow[];
  readonly logicalHash: string;
}

function readVectors<Vector>(file: string): readonly Vector[] {
  const path = join(import.meta.dirname, '../../../schemas/test/vectors', file);
  return (JSON.parse(readFileSync(path, 'utf8')) as { vectors: readonly Vector[] }).vectors;
}

/** A vector's values in JavaScript: int64 and the doubles that JSON lacks are written as strings. */
function rowOf(columns: readonly Column[], row: VectorRow): AnyRow {
  return Object.fromEntries(
    columns.map(({ name, type }) => [name, valueOf(type, row[name] ?? null)]),
  );
}

function valueOf(type: ColumnType, value: VectorRow[string]): ColumnValue | null {
  if (value === null || typeof value === 'boolean' || type === 'utf8') {
    return value;
  }
  return type === 'i64' ? BigInt(value) : Number(value);
}

const scratch = useScratch();

describe('eventIdSql', () => {
  it.each(readVectors<EventIdVector>('event-id.json'))(
    'gives the digest of $name',
    async (each) => {
      const dataset = registry.get(each.dataset);
      const relation = relationOf(dataset.columns, [rowOf(dataset.columns, each.row)]);
      const rows = await scratch.session.rows(
        `SELECT ${eventIdSql(dataset)} AS id FROM ${relation}`,
      );
      expect(rows).toEqual([{ id: each.eventId }]);
    },
  );
});

describe('logicalHashSql', () => {
  it.each(readVectors<LogicalHashVector>('logical-hash.json'))(
    'gives that of $name',
    async (each) => {
      const columns = each.columns.map((column) => ({
        ...column,
        nullable: true,
        describe: '',
        rule: {},
      }));
      const relation = relationOf(
        columns,
        each.rows.map((row) => rowOf(columns, row)),
      );
      const rows = await scratch.session.rows(logicalHashSql(columns, relation));
      expect(rows).toEqual([{ logical_hash: each.logicalHash }]);
    },
  );
});

describe.each(registry.all.map((dataset) => [dataset.id, dataset] as const))(
  '%s',
  (id, dataset) => {
    it('has the same event ids and logical hash in TypeScript and in SQL, over its files', async () => {
      const rows = fc.sample(arbitraryRow(dataset), 300);
      const file = scratch.path(`${id}.parquet`);
      await writeBronze(scratch.session, dataset, bufferOf(dataset, rows), file);
      const relation = `read_parquet('${file}')`;
      const ids = await scratch.session.rows(
        `SELECT ${eventIdSql(dataset)} AS id FROM ${relation} ORDER BY _pos`,
      );
      expect(ids.map((row) => row['id'])).toEqual(rows.map((row) => eventId(dataset, row)));
      const hash = createLogicalHash(dataset.columns);
      rows.forEach((row) => hash.add(row));
      expect(await scratch.session.rows(logicalHashSql(dataset.columns, relation))).toEqual([
        { logical_hash: hash.digest() },
      ]);
    });
  },
);
