import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readLedger } from '@assay/ledger';
import { futuresTrades, type AnyRow } from '@assay/schemas';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';
import { crashAt, SimulatedCrash } from '@assay/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  archiveLake,
  copyLake,
  createBronzeReader,
  verifyBronze,
  type ArchiveOptions,
  type BronzeReader,
} from '../../src/index.js';
import { datasetRows } from '../support/lake-rows.js';
import { message } from '../support/market-rows.js';
import { beside, contentsOf, copyTo, lakeOfDays, rowsOfDay } from '../support/market-lake.js';
import type { Scene } from '../support/scene.js';

const BEFORE = '2024-12-20';
const RANGE = { from: '2024-12-18', to: '2024-12-20' };

function archiveOf(scene: Scene): ObjectStore {
  return createLocalStore({ root: beside(scene, 'archive') });
}

function archive(scene: Scene, more: Partial<ArchiveOptions> = {}) {
  const to = archiveOf(scene);
  return archiveLake({
    store: scene.store,
    to,
    stagingFolder: localStagingFolder(to.root),
    before: BEFORE,
    remove: false,
    ...more,
  });
}

function readerOf(store: ObjectStore): BronzeReader {
  const reader = createBronzeReader({ store });
  onTestFinished(() => reader.close());
  return reader;
}

async function rows(reader: BronzeReader, symbol = 'ESZ4'): Promise<AnyRow[]> {
  const columns = [...futuresTrades.columns.map(({ name }) => name), '_pos'];
  const table = await reader.read(futuresTrades, { symbol, range: RANGE, columns });
  return table.toArray().map((row) => row.toJSON() as AnyRow);
}

async function keysOf(store: ObjectStore): Promise<string[]> {
  return [...(await contentsOf(store)).keys()].filter((key) => key.endsWith('.parquet'));
}

const foldOf = ({ store }: Scene) => readLedger({ store, tier: 'bronze', shard: 'market' });

describe('archiveLake', () => {
  it('copies the files of days before a date, and seals them; here all of them stay', async () => {
    const scene = await lakeOfDays(3);
    const [keys, head] = [await keysOf(scene.store), (await foldOf(scene)).state.head];
    expect(await archive(scene)).toMatchObject({
      complete: true,
      files: { copied: 4, present: 0 },
      sealed: 4,
      seals: { market: [head + 1] },
      removed: 0,
    });
    expect(await keysOf(scene.store)).toEqual(keys);
    const early = keys.filter((key) => /date=2024-12-1[89]/.test(key));
    expect(await keysOf(archiveOf(scene))).toEqual(early);
    const { files } = await foldOf(scene);
    const sealed = files.filter(({ sealedAt }) => sealedAt === archiveOf(scene).root);
    expect(sealed.map(({ key }) => key).sort()).toEqual(early);
    expect((await verifyBronze({ store: scene.store })).problems).toEqual([]);
    const glob = await datasetRows(archiveOf(scene).root, futuresTrades, 'seq');
    expect(glob.map(({ seq }) => seq)).toEqual([0n, 0n, 1n, 1n]);
  });

  it('takes away what is sealed on request, and readers give the same rows as before', async () => {
    const scene = await lakeOfDays(3);
    const reader = readerOf(scene.store);
    const before = [await rows(reader), await rows(reader, 'NQZ4')];
    expect(before.map(({ length }) => length)).toEqual([3, 3]);
    expect(await archive(scene, { remove: true })).toMatchObject({ complete: true, removed: 4 });
    expect((await keysOf(scene.store)).filter((key) => /date=2024-12-1[89]/.test(key))).toEqual([]);
    for (const each of [reader, readerOf(scene.store)]) {
      expect([await rows(each), await rows(each, 'NQZ4')]).toEqual(before);
    }
    const batches: AnyRow[] = [];
    for await (const batch of reader.readBatches(futuresTrades, { symbol: 'ESZ4', range: RANGE })) {
      batches.push(...batch.toArray().map((row) => row.toJSON() as AnyRow));
    }
    expect(batches.map(({ seq }) => seq)).toEqual([0n, 1n, 2n]);
    expect((await verifyBronze({ store: scene.store })).problems).toEqual([]);
  });

  it('takes away later what an earlier call has sealed, unless the archive has changed since', async () => {
    const scene = await lakeOfDays(2);
    await archive(scene);
    const [damaged, ...others] = await keysOf(archiveOf(scene));
    await appendFile(join(archiveOf(scene).root, damaged), 'x');
    expect(await archive(scene, { remove: true })).toMatchObject({
      complete: false,
      files: { copied: 0 },
      sealed: 0,
      removed: others.length,
      problems: [{ key: damaged, place: archiveOf(scene).root, problem: 'different' }],
    });
    expect(await keysOf(scene.store)).toContain(damaged);
  });

  it('seals nothing when a file does not hold what it should', async () => {
    const scene = await lakeOfDays(2);
    const { files, state } = await foldOf(scene);
    await appendFile(join(scene.root, files[0].key), 'x');
    expect(await archive(scene, { remove: true })).toMatchObject({
      complete: false,
      sealed: 0,
      removed: 0,
      problems: [{ key: files[0].key, place: scene.root, problem: 'different' }],
    });
    expect((await foldOf(scene)).state.head).toBe(state.head);
  });

  it('archives one dataset alone, and tells what it would do', async () => {
    const scene = await lakeOfDays(2);
    const other = { dataset: 'stocks.trades.v1' };
    expect(await archive(scene, other)).toMatchObject({ complete: true, sealed: 0, seals: {} });
    const planned = await archive(scene, { dataset: 'futures.trades.v1', dryRun: true });
    expect(planned).toMatchObject({ complete: false, files: { copied: 4 }, sealed: 0 });
    expect(await keysOf(archiveOf(scene))).toEqual([]);
  });

  it.each(['archive.before-seal', 'archive.after-seal', 'archive.after-remove'])(
    'has lost nothing when it ends at %s, and goes on when it is run again',
    async (point) => {
      const scene = await lakeOfDays(3);
      const before = await rows(readerOf(scene.store));
      const ended = archive(scene, { remove: true, failpoint: crashAt(point) });
      await expect(ended).rejects.toThrow(SimulatedCrash);
      expect(await rows(readerOf(scene.store))).toEqual(before);
      expect(await archive(scene, { remove: true })).toMatchObject({ complete: true });
      expect(await keysOf(scene.store)).toHaveLength(3);
      expect(await rows(readerOf(scene.store))).toEqual(before);
      expect((await verifyBronze({ store: scene.store })).problems).toEqual([]);
    },
  );

  it('goes on beside a writer, which commits before and after the seal', async () => {
    const scene = await lakeOfDays(2);
    const writer = scene.writer();
    await writer.start();
    const reader = readerOf(scene.store);
    await scene.log.append(message(futuresTrades, rowsOfDay(2)));
    await writer.flushAll();
    const before = await rows(reader);
    const store = async () => {
      await scene.log.append(message(futuresTrades, rowsOfDay(7)));
      await writer.flushAll();
    };
    let other = Promise.resolve();
    const report = await archive(scene, {
      remove: true,
      failpoint: () => {
        other = other.then(store);
      },
    });
    await other;
    await store();
    expect(report).toMatchObject({ complete: true, sealed: 4, removed: 4 });
    await writer.stop();
    expect(await rows(reader)).toEqual(before);
    expect((await verifyBronze({ store: scene.store })).problems).toEqual([]);
  });

  it('names file and place where the archive lacks a file', async () => {
    const scene = await lakeOfDays(1);
    await archive(scene, { remove: true });
    const [key] = await keysOf(archiveOf(scene));
    await rm(join(archiveOf(scene).root, key));
    const read = readerOf(scene.store).read(futuresTrades, { symbol: 'ESZ4', date: RANGE.from });
    await expect(read).rejects.toMatchObject({
      code: 'FILE_GONE',
      message: expect.stringContaining(`was no file in ${archiveOf(scene).root}, where it went`),
    });
  });

  it('refuses an archive that holds files of another lake', async () => {
    const [scene, other] = [await lakeOfDays(1), await lakeOfDays(2)];
    await archive(other);
    await expect(archive(scene, { to: archiveOf(other) })).rejects.toMatchObject({
      code: 'NOT_A_COPY',
      message: expect.stringContaining('date=2024-12-19'),
    });
  });
});

describe('a backup under way', () => {
  it('begins another pass where files are archived before it comes to them', async () => {
    const scene = await lakeOfDays(3);
    const backup = createLocalStore({ root: beside(scene, 'backup') });
    let archived = false;
    const report = await copyLake(
      copyTo(scene, backup, {
        jobs: 1,
        failpoint: async (name) => {
          if (name === 'copy.after-file' && !archived) {
            archived = true;
            await archive(scene, { remove: true });
          }
        },
      }),
    );
    expect(report).toMatchObject({ complete: true, passes: 2, problems: [] });
    expect(await rows(readerOf(backup))).toEqual(await rows(readerOf(scene.store)));
    expect((await verifyBronze({ store: backup })).problems).toEqual([]);
  });
});

describe('a reader at work', () => {
  it.each([1, 3])('begins again where its files go when it has opened %i of 3', async (opened) => {
    const scene = await lakeOfDays(3);
    const before = await rows(readerOf(scene.store));
    let calls = 0;
    const slow: ObjectStore = {
      ...scene.store,
      localCopy: async (key) => {
        const copy = await scene.store.localCopy(key);
        calls += 1;
        if (calls === opened) {
          await archive(scene, { remove: true });
        }
        return copy;
      },
    };
    expect(await rows(readerOf(slow))).toEqual(before);
    expect(calls).toBeGreaterThan(opened);
  });
});
