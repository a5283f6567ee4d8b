import { readLedger } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import {
  archiveLake,
  copyLake,
  createBronzeReader,
  retainBronze,
  verifyBronze,
  type RetainOptions,
  type RetainReport,
} from '../../src/index.js';
import { beside, copyTo, lakeOfDays, rowsOfDay } from '../support/market-lake.js';
import { message } from '../support/market-rows.js';
import type { Scene } from '../support/scene.js';

const SECOND = '2024-12-19';
const THIRD = '2024-12-20';
/** The rest is tried in the long run. */
const POINT = 'bronze.retain.after-entry';
const OTHER_POINTS = [
  'bronze.retain.before-certificate',
  'bronze.retain.after-certificate',
  'bronze.retain.after-remove',
];
const isLong = process.env['ASSAY_LONG'] === '1';

const retain = (store: ObjectStore, more: Partial<RetainOptions> = {}): Promise<RetainReport> =>
  retainBronze({ store, before: THIRD, accepts: async () => undefined, ...more });

/** A failpoint that does something else when `name` is passed for the first time. */
function once(name: string, what: () => Promise<unknown>) {
  let done = false;
  return async (passing: string) => {
    if (passing === name && !done) {
      done = true;
      await what();
    }
  };
}

/** What is committed and not retired is there, and nothing else is; whatever is left reads back. */
async function expectWhole(store: ObjectStore, retired: number): Promise<void> {
  const { problems } = await verifyBronze({ store });
  expect(problems).toEqual([]);
  const fold = await readLedger({ store, tier: 'bronze', shard: 'market' });
  expect(fold.retiredFiles).toHaveLength(retired);
  const keys = fold.retiredFiles.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
}

async function rowsOn(store: ObjectStore, date: string): Promise<number> {
  await using reader = createBronzeReader({ store });
  return (await reader.read(futuresTrades, { symbol: 'ESZ4', date })).numRows;
}

const archive = (scene: Scene, to: ObjectStore, failpoint?: (name: string) => Promise<void>) =>
  archiveLake({
    store: scene.store,
    to,
    stagingFolder: localStagingFolder(to.root),
    before: SECOND,
    remove: true,
    ...(failpoint === undefined ? {} : { failpoint }),
  });

/** Another run passes one at a failpoint: every file is retired once. */
async function overtaken(name: string): Promise<void> {
  const scene = await lakeOfDays(3);
  const other = once(name, async () => {
    expect(await retain(scene.store)).toMatchObject({ kept: [] });
  });
  expect(await retain(scene.store, { failpoint: other })).toMatchObject({ kept: [] });
  await expectWhole(scene.store, 4);
  expect(await rowsOn(scene.store, THIRD)).toBe(1);
}

/** Two runs begin at once, as two processes would. */
async function atOnce(): Promise<void> {
  const scene = await lakeOfDays(3);
  const again = createLocalStore({ root: scene.store.root });
  const reports = await Promise.all([retain(scene.store), retain(again)]);
  expect(reports.flatMap(({ kept }) => kept)).toEqual([]);
  await expectWhole(scene.store, 4);
}

/** A writer goes on, and commits at a failpoint. */
async function besideWriter(name: string): Promise<void> {
  const scene = await lakeOfDays(3);
  const writer = scene.writer();
  await writer.start();
  const write = async () => {
    await scene.log.append(message(futuresTrades, rowsOfDay(2)));
    await writer.flushAll();
  };
  await write();
  const report = await retain(scene.store, { failpoint: once(name, write) });
  await write();
  await writer.stop();
  expect(report).toMatchObject({ kept: [], removed: 4 });
  await expectWhole(scene.store, 4);
  expect(await rowsOn(scene.store, THIRD)).toBe(4);
}

describe('retainBronze beside itself', () => {
  it('has every file retired once, when another run passes it', () => overtaken(POINT));

  it('is harmless when two begin at once', atOnce);

  it.skipIf(!isLong)(
    'is harmless 50 times over [long]',
    async () => {
      for (let round = 1; round <= 50; round += 1) {
        await atOnce();
      }
    },
    300_000,
  );

  it.skipIf(!isLong).each(OTHER_POINTS)('is passed at %s [long]', overtaken);
});

describe('retainBronze beside a writer', () => {
  it('neither loses nor keeps what is committed meanwhile', () => besideWriter(POINT));

  it.skipIf(!isLong).each(OTHER_POINTS)('does neither at %s [long]', besideWriter);
});

describe('retainBronze beside an archive', () => {
  it('leaves a day that is archived meanwhile', async () => {
    const scene = await lakeOfDays(3);
    const to = createLocalStore({ root: beside(scene, 'archive') });
    const failpoint = once('bronze.retain.after-certificate', () => archive(scene, to));
    const report = await retain(scene.store, { failpoint });
    expect(report.retired).toMatchObject([{ date: SECOND }]);
    expect(report.kept).toMatchObject([{ date: '2024-12-18', files: 2 }]);
    expect(report.kept[0].reason).toContain(`it was archived to ${to.root}`);
    await expectWhole(scene.store, 2);
    expect(await rowsOn(scene.store, '2024-12-18')).toBe(1);
  });

  it('is in the way of a seal over what it retired, and of nothing else', async () => {
    const scene = await lakeOfDays(3);
    const to = createLocalStore({ root: beside(scene, 'archive') });
    const failpoint = once('archive.before-seal', () => retain(scene.store, { before: SECOND }));
    await expect(archive(scene, to, failpoint)).rejects.toMatchObject({ code: 'REFUSED' });
    await expectWhole(scene.store, 2);
    expect(await archive(scene, to)).toMatchObject({ complete: true, sealed: 0 });
  });
});

describe('retainBronze beside a copy', () => {
  it.each(['copy.after-file'])('leaves a copy whole that was at %s', async (name) => {
    const scene = await lakeOfDays(3);
    const to = createLocalStore({ root: beside(scene, 'copy') });
    const failpoint = once(name, () => retain(scene.store));
    const copied = await copyLake(copyTo(scene, to, { failpoint, jobs: 1 }));
    expect(copied).toMatchObject({ complete: true, problems: [] });
    await expectWhole(scene.store, 4);
    // What the copy had before it was retired is taken away there as here.
    const there = await retain(to);
    expect(there).toMatchObject({ kept: [], strange: [] });
    await expectWhole(to, 4);
    expect(await rowsOn(to, THIRD)).toBe(1);
  });

  it('ends where the lake is moved away meanwhile, and has deleted nothing there', async () => {
    const scene = await lakeOfDays(3);
    const to = createLocalStore({ root: beside(scene, 'moved') });
    const move = () => copyLake(copyTo(scene, to, { seal: true }));
    const failpoint = once('bronze.retain.after-certificate', move);
    await expect(retain(scene.store, { failpoint })).rejects.toMatchObject({ code: 'MOVED' });
    await expectWhole(scene.store, 0);
    await expectWhole(to, 0);
    expect(await retain(to)).toMatchObject({ kept: [], removed: 4 });
    await expectWhole(to, 4);
  });

  it('makes a move take one more pass', async () => {
    const scene = await lakeOfDays(3);
    const to = createLocalStore({ root: beside(scene, 'moved') });
    const failpoint = once('copy.before-seal', () => retain(scene.store));
    const moved = await copyLake(copyTo(scene, to, { seal: true, failpoint }));
    expect(moved).toMatchObject({ sealed: true, passes: 2, problems: [] });
    expect(await retain(to)).toMatchObject({ retired: [], kept: [], removed: 4 });
    await expectWhole(to, 4);
  });
});
