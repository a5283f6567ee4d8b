import { join } from 'node:path';
import { openQuerySession, type QuerySession } from '@assay/query';
import {
  createDatasetRegistry,
  DATASETS,
  silverColumns,
  type AnyRow,
  type Column,
  type ColumnValue,
  type Dataset,
} from '@assay/schemas';
import { createSeededRandom } from '@assay/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildHour } from '../../src/compaction/build-hour.js';
import { keptRowsSql } from '../../src/compaction/kept-rows.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { madeUpBatches } from './made-up-streams.js';
import { naiveSilver } from './naive-silver.js';
import { independentRows, writeUnitFiles } from './unit-files.js';

const bronzeDatasets = DATASETS.filter(({ tier }) => tier === 'bronze');

let session: QuerySession;
beforeAll(async () => {
  session = await openQuerySession();
});
afterAll(() => {
  session.close();
});

/** Compares what is built of one made-up stream with what the rules leave of it in loops. */
async function compare(folder: string, dataset: Dataset, seed: number, collapse: boolean) {
  const random = createSeededRandom(seed);
  const own = join(folder, `${dataset.name}-${seed}-${collapse}`);
  const batches = madeUpBatches(dataset, random);
  const { files, stored } = await writeUnitFiles(
    session,
    own,
    dataset,
    batches,
    random.pick([1, 7]),
  );
  const expected = naiveSilver(dataset, stored, collapse);

  const file = join(own, 'part-0000.parquet');
  const request = { dataset, files, collapseAmbiguous: collapse, file, footer: {} };
  const built = await buildHour(session, request);
  const rows = await independentRows(file);
  expect(rows).toEqual(expected.rows);
  const times = expected.rows.map((row) => row['ts_event_ns'] as bigint);
  expect(built).toMatchObject({
    rowsRead: stored.length,
    rowsWritten: rows.length,
    duplicatesRemoved: stored.length - rows.length,
    ambiguousDuplicates: expected.ambiguous,
    minTsEventNs: times[0],
    maxTsEventNs: times.at(-1),
  });
  expect(Object.keys(rows[0] ?? {})).toEqual(silverColumns(dataset).map(({ name }) => name));

  // The same rules as one query, for whoever joins on them.
  const kept = keptRowsSql(dataset, files, request);
  const difference = `(FROM (${kept}) EXCEPT ALL FROM read_parquet('${file}'))`;
  expect(await session.rows(`SELECT count(*) AS n FROM ${difference}`)).toEqual([{ n: 0n }]);
  return { removed: built.duplicatesRemoved, ambiguous: built.ambiguousDuplicates };
}

const HOUR_NS = 1_734_530_400_000_000_000n;

/** A value that a column may have; `other` is a second one. */
function valueOf({ name, type, rule }: Column, partition: string, other: boolean): ColumnValue {
  if (name === partition) return 'ESZ4';
  if (rule.oneOf !== undefined) return rule.oneOf[other ? 1 : 0];
  if (rule.date === true) return '2025-12-19';
  switch (type) {
    case 'bool':
      return other;
    case 'utf8':
      return other ? 'B' : 'A';
    case 'i64':
      return other ? 8n : 7n;
    case 'f64':
      return other ? 1.25 + 1e-9 : 1.25;
    default:
      return other ? 2 : 1;
  }
}

/**
 * For every column of the key, at an instant of its own: an event, the same from another run, one that
 * differs in that column alone, and one that lacks it where it may.
 */
function eventsByKeyColumn(dataset: Dataset) {
  const { column: partition } = dataset.partition;
  const columns = dataset.columns.filter(
    ({ name }) => dataset.key.includes(name) && name !== partition && name !== 'ts_event_ns',
  );
  const events: { run: string; row: AnyRow }[] = [];
  const expected = new Map<string, number>();
  columns.forEach((column, index) => {
    const row: AnyRow = {
      ...Object.fromEntries(
        dataset.columns.map((each) => [each.name, valueOf(each, partition, false)]),
      ),
      ts_event_ns: HOUR_NS + BigInt(index),
      ...(dataset.columns.some(({ name }) => name === 'ts_recv_ns') && {
        ts_recv_ns: HOUR_NS + 1_000n,
      }),
    };
    const other = { ...row, [column.name]: valueOf(column, partition, true) };
    events.push({ run: 'a', row }, { run: 'b', row }, { run: 'c', row: other });
    if (column.nullable) events.push({ run: 'd', row: { ...row, [column.name]: null } });
    expected.set(`${column.name} at ${index}`, column.nullable ? 3 : 2);
  });
  return { events, expected };
}

function holdsFor(numRuns: number) {
  return async () => {
    const folder = await scratchFolder();
    const seen = { removed: 0, ambiguous: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bronzeDatasets.map(({ id }) => id)),
        fc.nat(),
        fc.boolean(),
        async (id, seed, collapse) => {
          const dataset = createDatasetRegistry().get(id);
          const { removed, ambiguous } = await compare(folder, dataset, seed, collapse);
          seen.removed += removed;
          seen.ambiguous += ambiguous;
        },
      ),
      { numRuns, endOnFailure: true },
    );
    expect(seen.removed).toBeGreaterThan(numRuns);
    expect(seen.ambiguous).toBeGreaterThan(numRuns / 4);
  };
}

describe('buildHour', () => {
  it.each(bronzeDatasets.map((dataset) => [dataset.id, dataset] as const))(
    'takes no two events of %s for one that differ in any column of the key',
    async (_, dataset) => {
      const { events, expected } = eventsByKeyColumn(dataset);
      const deliveries = events.map(({ run, row }, index) => ({ row, run, runPos: BigInt(index) }));
      const folder = join(await scratchFolder(), 'key');
      const batch = { shard: 'market', epoch: 1, deliveries };
      const { files } = await writeUnitFiles(session, folder, dataset, [batch]);
      const file = join(folder, 'part-0000.parquet');
      await buildHour(session, { dataset, files, file, collapseAmbiguous: false, footer: {} });
      const kept = new Map([...expected.keys()].map((name) => [name, 0]));
      for (const row of await independentRows(file)) {
        const index = Number((row['ts_event_ns'] as bigint) - HOUR_NS);
        const name = [...expected.keys()][index];
        kept.set(name, (kept.get(name) ?? 0) + 1);
      }
      expect(kept).toEqual(expected);
    },
  );

  it('leaves of any stream just what naive loops leave, in their order', holdsFor(16), 120_000);

  it.skipIf(process.env['ASSAY_LONG'] !== '1')(
    'leaves of 1,000 streams what naive loops leave [long]',
    holdsFor(1_000),
    1_800_000,
  );
});
