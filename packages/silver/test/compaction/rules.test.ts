import { join } from 'node:path';
import { openQuerySession, type QuerySession } from '@assay/query';
import { createDatasetRegistry, DATASETS, silverColumns, type Dataset } from '@assay/schemas';
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
  it('leaves of any stream just what naive loops leave, in their order', holdsFor(16), 120_000);

  it.skipIf(process.env['ASSAY_LONG'] !== '1')(
    'leaves of 3,000 streams what naive loops leave [long]',
    holdsFor(3_000),
    1_800_000,
  );
});
