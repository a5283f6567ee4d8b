import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openQuerySession } from '@assay/query';
import { silverEntryKey, sqlText } from '@assay/schemas';
import { createLocalStore, type ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { CompactionFailed, createSilverCatalog, type HourResult } from '../../src/index.js';
import {
  createScene,
  dataset,
  DATE,
  keyOf,
  rowCount,
  silverFiles,
  trade,
  tradesIn,
} from './support/scene.js';

function brief(results: readonly HourResult[]) {
  return results.map(
    ({ hour, status, reason, rowsRead, rowsWritten, duplicatesRemoved }) =>
      `${hour} ${status} (${reason}): ${rowsRead} = ${rowsWritten} + ${duplicatesRemoved}`,
  );
}

async function failureOf(work: Promise<unknown>): Promise<CompactionFailed> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CompactionFailed);
  return error as CompactionFailed;
}

describe('compactDate', () => {
  it('makes one file an hour, and says what it did', async () => {
    const { lake, compactor, store } = await createScene();
    await lake.add(dataset, tradesIn(14, 15));
    await lake.add(dataset, [...tradesIn(14), trade(15, 30)]);
    const results = await compactor.compactDate(DATE, { dataset });
    expect(brief(results)).toEqual([
      '14 success (new): 20 = 10 + 10',
      '15 success (new): 11 = 11 + 0',
    ]);
    expect(results.map(({ files }) => files)).toEqual([2, 2]);
    expect([...(await silverFiles(store)).keys()]).toEqual([keyOf('14'), keyOf('15')]);
    expect(await rowCount(store, keyOf('15'))).toBe(11);
  });

  it('makes no hour of a Bronze file that is not the one its log committed', async () => {
    const { lake, compactor, store, root } = await createScene();
    const [file] = await lake.add(dataset, tradesIn(14));
    await lake.add(dataset, tradesIn(15));
    const path = join(root, file.key);
    const committed = await readFile(path);
    const session = await openQuerySession();
    // A whole Parquet file of fewer rows: nothing but its bytes tells.
    await session.run(`COPY (FROM read_parquet(${sqlText(path)}, hive_partitioning = false) LIMIT 7)
      TO ${sqlText(`${path}.less`)} (FORMAT parquet)`);
    session.close();
    await rename(`${path}.less`, path);
    const { failures, results } = await failureOf(compactor.compactDate(DATE, { dataset }));
    expect(failures).toMatchObject([{ hour: '14', error: { code: 'INPUT_CHANGED' } }]);
    expect(String(failures[0]?.error)).toContain(`${file.key}: expected the file with SHA-256`);
    expect(brief(results)).toEqual(['15 success (new): 10 = 10 + 0']);
    await writeFile(path, committed);
    await compactor.compactDate(DATE, { dataset });
    expect(await rowCount(store, keyOf('14'))).toBe(10);
  });

  it('reads nothing of hours whose inputs are the recorded ones', async () => {
    const { lake, compactor, store, open } = await createScene();
    await lake.add(dataset, tradesIn(14, 15));
    await compactor.compactDate(DATE, { dataset });
    const localCopy = () => Promise.reject(new Error('expected no Bronze file to be opened'));
    const again = open({ store: { ...store, localCopy } });
    const before = await silverFiles(store);
    expect(brief(await again.compactDate(DATE, { dataset }))).toEqual([
      '14 unchanged (unchanged): 10 = 10 + 0',
      '15 unchanged (unchanged): 10 = 10 + 0',
    ]);
    expect(await silverFiles(store)).toEqual(before);
  });

  it('rebuilds the one hour that a late Bronze file belongs to', async () => {
    const { lake, compactor, store } = await createScene();
    await lake.add(dataset, tradesIn(13, 14, 15));
    await compactor.compactDate(DATE, { dataset });
    const tags = async () => Promise.all(['13', '15'].map((hour) => store.head(keyOf(hour))));
    const before = await tags();
    await lake.add(dataset, [trade(14, 40)]);
    expect(brief(await compactor.compactDate(DATE, { dataset }))).toEqual([
      '13 unchanged (unchanged): 10 = 10 + 0',
      '14 success (inputs added (1 file)): 11 = 11 + 0',
      '15 unchanged (unchanged): 10 = 10 + 0',
    ]);
    expect(await tags()).toEqual(before);
    const day = await createSilverCatalog(store).day(dataset, DATE);
    expect(['13', '14', '15'].map((hour) => day.historyOf('ESZ4', hour).length)).toEqual([1, 2, 1]);
  });

  it('records new inputs of an hour whose bytes stay the same, and leaves its file alone', async () => {
    const { lake, compactor, store } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await compactor.compactDate(DATE, { dataset });
    const before = await store.head(keyOf('14'));
    await lake.add(dataset, tradesIn(14));
    expect(brief(await compactor.compactDate(DATE, { dataset }))).toEqual([
      '14 success (inputs added (1 file)): 20 = 10 + 10',
    ]);
    expect(await store.head(keyOf('14'))).toEqual(before);
    expect(brief(await compactor.compactDate(DATE, { dataset }))).toEqual([
      '14 unchanged (unchanged): 20 = 10 + 10',
    ]);
  });

  it('rebuilds to the same bytes when forced, and records nothing twice', async () => {
    const { lake, compactor, store } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await compactor.compactDate(DATE, { dataset });
    const before = await silverFiles(store);
    const [forced] = await compactor.compactDate(DATE, { dataset, force: true });
    expect(forced).toMatchObject({ status: 'success', reason: 'forced' });
    expect(await silverFiles(store)).toEqual(before);
    expect(await store.head(silverEntryKey(dataset, DATE, 2))).toBeUndefined();
  });

  it('gives the same bytes on every number of threads', async () => {
    const { lake, store, open } = await createScene();
    const rows = tradesIn(14);
    await lake.add(dataset, [...rows, ...rows.map((row) => ({ ...row, size: 2 }))]);
    await lake.add(dataset, rows);
    const digests = new Set<string>();
    for (const threads of [1, 2, 8]) {
      await store.remove(keyOf('14'));
      await open({ threads }).compactDate(DATE, { dataset });
      digests.add([...(await silverFiles(store)).values()].join());
    }
    expect(digests.size).toBe(1);
  });

  it.each<[string, string, (key: string, root: string) => Promise<void>]>([
    ['was taken away', 'file missing', (key, root) => rm(join(root, key))],
    [
      'was written over',
      'file not the recorded one',
      (key, root) => writeFile(join(root, key), 'x'),
    ],
  ])('restores a file that %s', async (_, reason, spoil) => {
    const { lake, compactor, store, root } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await compactor.compactDate(DATE, { dataset });
    const before = await silverFiles(store);
    await spoil(keyOf('14'), root);
    const [result] = await compactor.compactDate(DATE, { dataset });
    expect(result).toMatchObject({ status: 'success', reason });
    expect(await silverFiles(store)).toEqual(before);
  });

  it('says what it would do, and does nothing, in a dry run', async () => {
    const { lake, compactor, store } = await createScene();
    await lake.add(dataset, tradesIn(14));
    const results = await compactor.compactDate(DATE, { dataset, dryRun: true });
    expect(brief(results)).toEqual(['14 planned (new): 0 = 0 + 0']);
    expect((await silverFiles(store)).size).toBe(0);
    expect((await createSilverCatalog(store).day(dataset, DATE)).head).toBe(0);
  });

  it('compacts one partition value alone', async () => {
    const { lake, compactor, store } = await createScene();
    await lake.add(dataset, [trade(14, 1), trade(14, 2, { symbol: 'ESH5' })]);
    await compactor.compactDate(DATE, { dataset, partition: 'ESH5' });
    expect([...(await silverFiles(store)).keys()]).toEqual([keyOf('14', 'ESH5')]);
  });

  it('leaves an hour whose Bronze files were retired as it is', async () => {
    const { lake, compactor, store } = await createScene();
    const files = await lake.add(dataset, tradesIn(14, 15));
    await compactor.compactDate(DATE, { dataset });
    const before = await silverFiles(store);
    await lake.retire(files.filter(({ key }) => key.includes('hour=14')));
    expect(brief(await compactor.compactDate(DATE, { dataset }))).toEqual([
      '14 unchanged (frozen (1 file retired)): 10 = 10 + 0',
      '15 unchanged (unchanged): 10 = 10 + 0',
    ]);
    const failed = await failureOf(compactor.compactDate(DATE, { dataset, force: true }));
    expect(failed.failures).toMatchObject([{ hour: '14', error: { code: 'FROZEN' } }]);
    expect(failed.results).toMatchObject([{ hour: '15', status: 'success' }]);
    expect(await silverFiles(store)).toEqual(before);
  });

  it('follows Bronze files that were archived to another lake', async () => {
    const { lake, compactor, store, folder } = await createScene();
    const archive = createLocalStore({ root: join(folder, 'archive') });
    await lake.archive(await lake.add(dataset, tradesIn(14)), archive);
    const [result] = await compactor.compactDate(DATE, { dataset });
    expect(result).toMatchObject({ status: 'success', rowsWritten: 10 });
    expect(await rowCount(store, keyOf('14'))).toBe(10);
  });

  it('reports an hour that failed, and compacts the others', async () => {
    const { lake, compactor, store } = await createScene();
    const [first] = await lake.add(dataset, tradesIn(13, 14, 15));
    await store.remove(first.key);
    const failed = await failureOf(compactor.compactDate(DATE, { dataset }));
    expect(failed.failures).toMatchObject([{ hour: '13', error: { code: 'FILE_GONE' } }]);
    expect(failed.results.map(({ hour }) => hour)).toEqual(['14', '15']);
    expect(failed.message).toContain(`futures.trades.v1 ESZ4 ${DATE} hour 13`);
    expect([...(await silverFiles(store)).keys()]).toEqual([keyOf('14'), keyOf('15')]);
  });

  it('never makes a smaller hour of inputs that vanished without an entry', async () => {
    const { lake, compactor, store, open } = await createScene();
    await lake.add(dataset, tradesIn(14, 15));
    await lake.add(dataset, [trade(14, 30)], { shard: 'other' });
    await compactor.compactDate(DATE, { dataset });
    const before = await silverFiles(store);
    for await (const { key } of store.list('_lake/bronze/other/')) {
      await store.remove(key);
    }
    for (const force of [false, true]) {
      const failed = await failureOf(open().compactDate(DATE, { dataset, force }));
      expect(failed.failures).toMatchObject([{ hour: '14', error: { code: 'INPUT_VANISHED' } }]);
      expect(failed.results.map(({ hour }) => hour)).toEqual(['15']);
    }
    expect(await silverFiles(store)).toEqual(before);
  });

  it('refuses what it cannot mean', async () => {
    const { lake, compactor } = await createScene();
    await expect(compactor.compactDate('2024-02-30', { dataset })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    await lake.add(dataset, tradesIn(14));
    await expect(compactor.compactDate('2024-12-19', { dataset })).rejects.toMatchObject({
      code: 'NO_DATA',
      message: expect.stringContaining(`it holds 1 date of ${dataset.id}, ${DATE}`),
    });
    const others = { code: 'NO_DATA', message: expect.stringMatching(/it holds ESZ4 there$/) };
    const wrong = { partition: 'NQZ4' };
    await expect(compactor.compactDate(DATE, { dataset, ...wrong })).rejects.toMatchObject(others);
    await expect(compactor.compactAllSchemas(DATE, wrong)).rejects.toMatchObject(others);
    await expect(compactor.compactAllDates(dataset, wrong)).rejects.toMatchObject(others);
    const later = compactor.compactAllDates(dataset, { start: '2024-12-19' });
    await expect(later).rejects.toMatchObject({
      message: expect.stringContaining(`2024-12-19 to the last: expected rows in Bronze`),
    });
    await expect(later).rejects.toThrow(`it holds 1 date of ${dataset.id}, ${DATE}`);
  });

  it('says that a file of somebody else goes, at an hour that was never compacted', async () => {
    const { lake, compactor, store } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await store.createIfAbsent(keyOf('14'), { bytes: Buffer.from('of somebody') });
    expect(brief(await compactor.compactDate(DATE, { dataset }))).toEqual([
      '14 success (new; the file there, which no compaction recorded, goes): 10 = 10 + 0',
    ]);
  });

  it('looks again when retention deletes what an hour is built of', async () => {
    const { lake, compactor, open, store } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await compactor.compactDate(DATE, { dataset });
    const localCopy: ObjectStore['localCopy'] = async (key) => {
      const files = await lake.files();
      if (files.length > 0) await lake.retire(files);
      return store.localCopy(key);
    };
    const forced = open({ store: { ...store, localCopy } });
    const { failures } = await failureOf(forced.compactDate(DATE, { dataset, force: true }));
    expect(failures).toMatchObject([{ error: { code: 'FROZEN' } }]);
  });

  it('tells how far it is after every hour', async () => {
    const { lake, compactor } = await createScene();
    await lake.add(dataset, tradesIn(13, 14, 15));
    const told: string[] = [];
    await compactor.compactDate(DATE, {
      dataset,
      onProgress: ({ done, total, last }) => told.push(`${done}/${total} ${last?.status}`),
    });
    expect(told).toEqual(['1/3 success', '2/3 success', '3/3 success']);
  });

  it('ends between two hours when it is told to', async () => {
    const { lake, store, open } = await createScene();
    await lake.add(dataset, tradesIn(13, 14, 15));
    const ending = new AbortController();
    const compaction = open({ threads: 1 }).compactDate(DATE, {
      dataset,
      signal: ending.signal,
      onProgress: () => ending.abort(new Error('enough')),
    });
    await expect(compaction).rejects.toThrow('enough');
    expect((await silverFiles(store)).size).toBe(1);
    expect((await createSilverCatalog(store).day(dataset, DATE)).hours).toHaveLength(1);
  });
});
