import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { holdLease, readLedger, sealFiles } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  archiveLake,
  copyLake,
  createBronzeReader,
  verifyBronze,
  type BronzeReader,
} from '../../src/index.js';
import { message } from '../support/market-rows.js';
import { beside, copyTo, lakeOfDays, rowsOfDay } from '../support/market-lake.js';
import type { Scene } from '../support/scene.js';

const place = (store: ObjectStore) => ({ store, tier: 'bronze', shard: 'market' }) as const;

function readerOf(store: ObjectStore): BronzeReader {
  const reader = createBronzeReader({ store });
  onTestFinished(() => reader.close());
  return reader;
}

async function seqs(reader: BronzeReader, symbol: string, to: string): Promise<unknown[]> {
  const range = { from: '2024-12-18', to };
  const table = await reader.read(futuresTrades, { symbol, range, allowMissing: true });
  return table.toArray().map((row) => (row.toJSON() as { seq: bigint }).seq);
}

async function moved(scene: Scene): Promise<ObjectStore> {
  const to = createLocalStore({ root: beside(scene, 'moved') });
  const report = await copyLake(copyTo(scene, to, { seal: true }));
  expect(report).toMatchObject({ complete: true, sealed: true, passes: 1 });
  return to;
}

describe('copyLake, as a move', () => {
  it('seals each shard right behind what was copied; a writer there is told the place', async () => {
    const scene = await lakeOfDays(2);
    const { head } = (await readLedger(place(scene.store))).state;
    const to = await moved(scene);
    const fold = await readLedger(place(scene.store));
    expect(fold.state).toMatchObject({
      head: head + 1,
      seal: { reason: 'moved', place: to.root, entry: head + 1 },
    });
    expect(fold.seals[0].files).toEqual([]);
    expect((await readLedger(place(to))).state.head).toBe(head);
    await expect(scene.writer().start()).rejects.toThrow(to.root);
  });

  it('lets a writer go on with the same chain at the new place, and readers of the old one follow', async () => {
    const scene = await lakeOfDays(2);
    const reader = readerOf(scene.store);
    expect(await seqs(reader, 'ESZ4', '2024-12-31')).toEqual([0n, 1n]);
    const to = await moved(scene);
    const before = (await readLedger(place(to))).state;
    await scene.log.append(message(futuresTrades, rowsOfDay(3)));
    const writer = scene.writer({ store: to, stagingFolder: beside(scene, 'staging') });
    await writer.start();
    await writer.stop();
    const { state } = await readLedger(place(to));
    expect(state).toMatchObject({ fence: before.fence + 1, committedTo: before.committedTo + 1n });
    expect(state.epoch?.epoch).toBe(before.epoch?.epoch);
    for (const each of [reader, readerOf(scene.store), readerOf(to)]) {
      expect(await seqs(each, 'ESZ4', '2024-12-31')).toEqual([0n, 1n, 3n]);
    }
    expect(await reader.availableDates(futuresTrades)).toEqual([
      '2024-12-18',
      '2024-12-19',
      '2024-12-21',
    ]);
    expect((await verifyBronze({ store: to })).problems).toEqual([]);
    expect((await verifyBronze({ store: scene.store })).problems).toEqual([]);
  });

  it('may lose its files at the old place: readers there go to the new one', async () => {
    const scene = await lakeOfDays(2);
    await moved(scene);
    await rm(join(scene.root, 'bronze'), { recursive: true });
    expect(await seqs(readerOf(scene.store), 'NQZ4', '2024-12-19')).toEqual([0n, 1n]);
  });

  it('names the new place and the next step where that cannot be opened', async () => {
    const scene = await lakeOfDays(1);
    const to = await moved(scene);
    const openPlace = async () => {
      throw new Error('not mounted');
    };
    const reader = createBronzeReader({ store: scene.store, openPlace });
    onTestFinished(() => reader.close());
    await expect(seqs(reader, 'ESZ4', '2024-12-18')).rejects.toMatchObject({
      name: 'LedgerError',
      code: 'PLACE_UNREACHABLE',
      message: `expected to open ${to.root}, where files of this lake are now, was refused: not mounted: make the place reachable (its folder, or the S3 variables), then read again`,
    });
  });

  it('is followed twice, and says so when a third place is asked for', async () => {
    const scene = await lakeOfDays(1);
    const second = await moved(scene);
    const third = createLocalStore({ root: beside(scene, 'third') });
    const options = copyTo(scene, third, { seal: true });
    await copyLake({ ...options, from: second });
    expect(await seqs(readerOf(scene.store), 'ESZ4', '2024-12-18')).toEqual([0n]);
    await expect(copyLake(options)).rejects.toMatchObject({
      code: 'MOVED',
      message: expect.stringContaining(`was moved to ${second.root}`),
    });
  });

  it('is done when it is run again', async () => {
    const scene = await lakeOfDays(1);
    const to = await moved(scene);
    const report = await copyLake(copyTo(scene, to, { seal: true }));
    expect(report).toMatchObject({ complete: true, sealed: true, passes: 0 });
  });

  it('copies in one more pass what was committed meanwhile', async () => {
    const scene = await lakeOfDays(1);
    const to = createLocalStore({ root: beside(scene, 'moved') });
    let late = true;
    const report = await copyLake(
      copyTo(scene, to, {
        seal: true,
        failpoint: async (name) => {
          if (name === 'copy.before-seal' && late) {
            late = false;
            await scene.log.append(message(futuresTrades, rowsOfDay(1)));
            const writer = scene.writer();
            await writer.start();
            await writer.stop();
          }
        },
      }),
    );
    expect(report).toMatchObject({ complete: true, sealed: true, passes: 2 });
    expect(await seqs(readerOf(to), 'ESZ4', '2024-12-19')).toEqual([0n, 1n]);
  });

  it('takes a shard along that another one follows, and archives its days', async () => {
    const scene = await lakeOfDays(2);
    const { files } = await readLedger(place(scene.store));
    const seal = { writer: 'drain', reason: 'followed', place: 'MARKET_FUTURES', files } as const;
    await sealFiles(place(scene.store), seal);
    const to = await moved(scene);
    const archive = createLocalStore({ root: beside(scene, 'archive') });
    const report = await archiveLake({
      store: to,
      to: archive,
      stagingFolder: localStagingFolder(archive.root),
      before: '2024-12-19',
      remove: true,
    });
    expect(report).toMatchObject({ complete: true, sealed: 2, removed: 2 });
    for (const store of [scene.store, to]) {
      expect(await seqs(readerOf(store), 'ESZ4', '2024-12-19')).toEqual([0n, 1n]);
    }
    expect((await verifyBronze({ store: to })).problems).toEqual([]);
    await expect(scene.writer({ store: to }).start()).rejects.toMatchObject({ code: 'SEALED' });
  });

  it('refuses while the service runs', async () => {
    const scene = await lakeOfDays(1);
    const to = createLocalStore({ root: beside(scene, 'moved') });
    const lease = holdLease({ ...place(scene.store), writer: 'running' });
    onTestFinished(() => lease.release());
    await lease.announced;
    await expect(copyLake(copyTo(scene, to, { seal: true }))).rejects.toMatchObject({
      code: 'BUSY',
    });
    expect(await copyLake(copyTo(scene, to))).toMatchObject({ complete: true, sealed: false });
  });
});
