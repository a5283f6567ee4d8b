import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openQuerySession, type QuerySession } from '@assay/query';
import {
  bronzeFileName,
  futuresMbp10,
  futuresTrades,
  shardTag,
  sqlText,
  stocksTrades,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import { createSeededRandom } from '@assay/testkit';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildHour, type BuildHourRequest } from '../../src/compaction/build-hour.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { madeUpBatches } from './made-up-streams.js';
import { naiveSilver } from './naive-silver.js';
import { independentRows, writeUnitFiles, type Delivery, type UnitFiles } from './unit-files.js';

const HOUR_NS = 1_734_530_400_000_000_000n;

let session: QuerySession;
beforeAll(async () => {
  session = await openQuerySession();
});
afterAll(() => {
  session.close();
});

const trade = (change: AnyRow = {}): AnyRow => ({
  ts_event_ns: HOUR_NS,
  ts_recv_ns: HOUR_NS + 5n,
  source: 'GLBX.MDP3',
  symbol: 'ESZ4',
  price: 6_000.25,
  size: 1,
  aggressor: 1,
  exchange: 'XCME',
  seq: null,
  ...change,
});

/** The same trades in a run of their own, from its first ordinal on. */
const runOf = (run: string | null, rows: readonly AnyRow[]): Delivery[] =>
  rows.map((row, index) => ({ row, run, runPos: run === null ? null : BigInt(index) }));

async function unitOf(dataset: Dataset, ...batches: Delivery[][]): Promise<UnitFiles> {
  const stored = batches.map((deliveries) => ({ shard: 'market', epoch: 1, deliveries }));
  return writeUnitFiles(session, await scratchFolder(), dataset, stored);
}

async function requestOf(
  { files }: UnitFiles,
  dataset: Dataset = futuresTrades,
): Promise<BuildHourRequest> {
  const file = join(await scratchFolder(), 'part-0000.parquet');
  return { dataset, files, file, collapseAmbiguous: false, footer: {} };
}

const sha256Of = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/** A session whose statements are changed, or followed by something, on their way. */
function meddled(change: (sql: string) => string, after?: () => Promise<void>): QuerySession {
  return {
    ...session,
    run: (sql) => session.run(change(sql)),
    rows: (sql) => session.rows(change(sql)),
    row: async (sql) => {
      const result = await session.row(change(sql));
      if (sql.startsWith('COPY')) await after?.();
      return result;
    },
  };
}

describe('the file of an hour', () => {
  it('has the same bytes however Bronze was cut, and however many threads and stretches made it', async () => {
    // Small row groups, so that there are many of them.
    const dataset = { ...futuresTrades, rowGroupRows: 2_048 };
    const random = createSeededRandom('byte identity');
    const deliveries = Array.from({ length: 6_000 }, (_, index): Delivery => {
      const late = random.chance(0.1) ? -BigInt(random.below(500)) : 0n;
      const time = HOUR_NS + 500n + BigInt(index >> 2) + late;
      const run = random.pick([null, 'live', 'backfill']);
      return {
        row: trade({
          ts_event_ns: time,
          ts_recv_ns: time + BigInt(random.below(2)),
          price: 6_000 + random.below(3) / 4,
          seq: random.chance(0.5) ? null : BigInt(random.below(3)),
        }),
        run,
        runPos: run === null ? null : BigInt(random.chance(0.1) ? random.below(index + 1) : index),
      };
    });
    const digests = new Set<string>();
    const results = new Set<string>();
    for (const { batches, perMessage, threads, rowsAtOnce } of [
      // The hour as a whole; stretches as long as a row group is; stretches of a few instants.
      { batches: 1, perMessage: 1, threads: 1, rowsAtOnce: 6_000 },
      { batches: 7, perMessage: 100, threads: 2, rowsAtOnce: 2_048 },
      { batches: 20, perMessage: 1, threads: 8, rowsAtOnce: 700 },
      { batches: 20, perMessage: 1, threads: 8, rowsAtOnce: 6_000 },
    ]) {
      const size = Math.ceil(deliveries.length / batches);
      const cut = Array.from({ length: batches }, (_, index) => ({
        shard: 'market',
        epoch: 1,
        deliveries: deliveries.slice(index * size, (index + 1) * size),
      }));
      const unit = await writeUnitFiles(session, await scratchFolder(), dataset, cut, perMessage);
      const files = [...unit.files].reverse();
      const request = { ...(await requestOf({ ...unit, files }, dataset)), rowsAtOnce };
      const own = await openQuerySession({ threads });
      results.add(
        JSON.stringify(await buildHour(own, request), (_, value: unknown) => String(value)),
      );
      own.close();
      digests.add(await sha256Of(request.file));
    }
    expect(digests.size).toBe(1);
    expect(results.size).toBe(1);
  }, 120_000);

  it('explains itself when found alone', async () => {
    const unit = await unitOf(futuresTrades, runOf('a', [trade(), trade()]));
    const request = { ...(await requestOf(unit)), footer: { 'assay.dataset': "it's" } };
    const built = await buildHour(session, request);
    const buffer = await asyncBufferFromFile(request.file);
    const { key_value_metadata: values, row_groups: groups } = await parquetMetadataAsync(buffer);
    expect(Object.fromEntries(values?.map(({ key, value }) => [key, value]) ?? [])).toMatchObject({
      'assay.dataset': "it's",
      'assay.rows': '2',
    });
    expect(groups.flatMap(({ columns }) => columns.map((each) => each.meta_data?.codec))).toEqual(
      Array.from({ length: 10 }, () => 'ZSTD'),
    );
    expect(built.bytes).toBe(buffer.byteLength);
  });
});

describe('buildHour', () => {
  it.each([1_000, 2])('loses no row when every hash collides (%i at once)', async (rowsAtOnce) => {
    const random = createSeededRandom('collisions');
    for (const dataset of [futuresTrades, stocksTrades, futuresMbp10]) {
      const batches = madeUpBatches(dataset, random);
      const unit = await writeUnitFiles(session, await scratchFolder(), dataset, batches);
      const request = { ...(await requestOf(unit, dataset)), rowsAtOnce };
      let weakened = 0;
      const weak = meddled((sql) =>
        sql.replaceAll(/\bhash\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, (call) => {
          weakened += 1;
          return `(${call} % 2)`;
        }),
      );
      await buildHour(weak, request);
      expect(weakened).toBeGreaterThan(4);
      const expected = naiveSilver(dataset, unit.stored, false);
      expect(await independentRows(request.file)).toEqual(expected.rows);
    }
  });

  it('keeps equal prints of one run, however many feeds carry them', async () => {
    const prints = [trade(), trade(), trade()];
    const unit = await unitOf(
      futuresTrades,
      runOf('live', prints),
      runOf('live', prints),
      runOf('backfill', [...prints, trade()]),
    );
    const built = await buildHour(session, await requestOf(unit));
    expect(built).toMatchObject({ rowsRead: 10, rowsWritten: 4, duplicatesRemoved: 6 });
  });

  it('reads files that lack a column that came later', async () => {
    const unit = await unitOf(
      futuresTrades,
      runOf('a', [trade()]),
      runOf('b', [trade({ size: 2 })]),
    );
    const [older] = unit.files;
    const newest = `${older?.path}.newest`;
    await copyFile(older?.path ?? '', newest);
    await session.run(`COPY (SELECT * EXCLUDE ("exchange", "_run_pos")
      FROM read_parquet(${sqlText(newest)})) TO ${sqlText(older?.path ?? '')} (FORMAT parquet)`);
    const request = await requestOf(unit);
    await buildHour(session, request);
    const rows = await independentRows(request.file);
    expect(rows.map(({ exchange, size }) => [size, exchange])).toEqual([
      [1, null],
      [2, 'XCME'],
    ]);
    // Where no file has it.
    const alone = { ...(await requestOf(unit)), files: unit.files.slice(0, 1) };
    await buildHour(session, alone);
    expect(await independentRows(alone.file)).toEqual([trade({ exchange: null, _ord: 0 })]);
  });

  it('takes a price of -0 for 0', async () => {
    const unit = await unitOf(
      futuresTrades,
      runOf('a', [trade({ price: 0 })]),
      runOf('b', [trade({ price: 0 })]),
    );
    const [first] = unit.files;
    await copyFile(first?.path ?? '', `${first?.path}.zero`);
    await session.run(`COPY (SELECT * REPLACE (-"price" AS "price")
      FROM read_parquet(${sqlText(`${first?.path}.zero`)})) TO ${sqlText(first?.path ?? '')}`);
    const request = await requestOf(unit);
    expect(await buildHour(session, request)).toMatchObject({ rowsWritten: 1 });
    const [row] = await independentRows(request.file);
    expect(Object.is(row?.['price'], -0)).toBe(true);
  });
});

describe('acceptance', () => {
  const sabotage: Record<string, (sql: string) => string> = {
    'without a row': (sql) =>
      sql.replace(/ ORDER BY(?!.* ORDER BY)/s, ` WHERE "size" <> 2 ORDER BY`),
    'with a row twice': (sql) =>
      sql.replace(
        /^COPY \((.*)( ORDER BY .*)$/s,
        'COPY (FROM ($1) UNION ALL (FROM ($1) LIMIT 1) $2',
      ),
    'with another value': (sql) => sql.replace('"price"', '"price" + 1e-9 AS "price"'),
    'with two values exchanged': (sql) =>
      sql.replace('"price", "size"', '"size"::DOUBLE AS "price", "price"::INTEGER AS "size"'),
  };

  it.each(Object.entries(sabotage))('refuses a file that is written %s', async (_, change) => {
    const rows = [trade(), trade({ size: 2 }), trade({ size: 2 })];
    const request = await requestOf(
      await unitOf(futuresTrades, runOf('a', rows), runOf('b', rows)),
    );
    let changed = false;
    const session = meddled((sql) => {
      const other = sql.startsWith('COPY') ? change(sql) : sql;
      changed ||= other !== sql;
      return other;
    });
    await expect(buildHour(session, request)).rejects.toMatchObject({ code: 'NOT_ACCEPTED' });
    expect(changed).toBe(true);
  });

  const misjudging: Record<string, (sql: string) => string> = {
    'equal prints of one run for one': (sql) => sql.replace(/, "_occurrence"\s+ORDER/, ' ORDER'),
    'deliveries of two runs for two': (sql) =>
      sql.replace(/, "_occurrence"\s+ORDER/, ', "_occurrence", "_run" ORDER'),
  };

  it.each(Object.entries(misjudging))('refuses to take %s', async (_, change) => {
    const rows = [trade(), trade(), trade()];
    const request = await requestOf(
      await unitOf(futuresTrades, runOf('a', rows), runOf('b', rows)),
    );
    const session = meddled((sql) => (sql.startsWith('CREATE') ? change(sql) : sql));
    await expect(buildHour(session, request)).rejects.toMatchObject({
      code: 'NOT_ACCEPTED',
      message: expect.stringContaining('expected 3 duplicates') as string,
    });
  });

  it('refuses a file that is not what was written', async () => {
    const request = await requestOf(await unitOf(futuresTrades, runOf('a', [trade(), trade()])));
    const other = await requestOf(await unitOf(futuresTrades, runOf('a', [trade()])));
    await buildHour(session, other);
    const exchanged = meddled(
      (sql) => sql,
      () => copyFile(other.file, request.file),
    );
    await expect(buildHour(exchanged, request)).rejects.toMatchObject({ code: 'NOT_ACCEPTED' });
  });
});

describe('what cannot be built', () => {
  const name = bronzeFileName({ shardTag: shardTag('s'), epoch: 1, from: 1n, to: 2n }, HOUR_NS);

  async function fileOf(select: string, fileName = name): Promise<UnitFiles> {
    const path = join(await scratchFolder(), fileName);
    await session.run(`COPY (${select}) TO ${sqlText(path)} (FORMAT parquet)`);
    return { files: [{ path, shard: 's' }], stored: [] };
  }

  it('says so of no files, foreign files, no rows and columns of another type', async () => {
    const { files } = await unitOf(futuresTrades, runOf('a', [trade()]));
    const all = `SELECT * FROM read_parquet(${sqlText(files[0]?.path ?? '')})`;
    const codeOf = async (unit: UnitFiles) => {
      const failed = buildHour(session, await requestOf(unit));
      return failed.then(
        () => 'built',
        (error: unknown) => (error as { code: string }).code,
      );
    };
    expect(await codeOf({ files: [], stored: [] })).toBe('BAD_REQUEST');
    expect(await codeOf(await fileOf(all, 'trades.parquet'))).toBe('BAD_REQUEST');
    expect(await codeOf(await fileOf(`${all} WHERE false`))).toBe('NO_DATA');
    expect(await codeOf(await fileOf(all.replace('*', '* EXCLUDE ("size")')))).toBe('BAD_REQUEST');
    const other = all.replace('*', '* REPLACE ("size"::BIGINT AS "size")');
    expect(await codeOf(await fileOf(other))).toBe('SCHEMA_MISMATCH');
  });

  it('leaves nothing behind in the session', async () => {
    const request = await requestOf(await unitOf(futuresTrades, runOf('a', [trade()])));
    await buildHour(session, request);
    await expect(buildHour(session, { ...request, files: [] })).rejects.toThrow();
    expect(await session.rows('SHOW TABLES')).toEqual([]);
  });
});
