import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveLake, copyLake, verifyBronze } from '../../src/index.js';
import { beside, copyTo, lakeOfDays } from '../support/market-lake.js';
import { commitsOf, copyOf, smallLake, type Lake } from './lake.js';

let folder: string;
let whole: Lake;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-verify-'));
  whole = await smallLake(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what verify says that it proved', () => {
  it('is all of a whole lake', async () => {
    const { counts } = await verifyBronze({ store: whole.store });
    expect(counts).toMatchObject({ commits: 3, commitsOpened: 3, files: 15, filesOpened: 15 });
    expect(counts).toMatchObject({ rows: 18, rowsProved: 18, deadLetters: 6 });
    expect(counts).toMatchObject({ deadLettersProved: 6 });
  });

  it('is nothing of a day without rows, which it names', async () => {
    const { counts, notes } = await verifyBronze({ store: whole.store, dates: ['2001-01-01'] });
    expect(counts).toMatchObject({ commitsOpened: 0, filesOpened: 0, rows: 18, rowsProved: 0 });
    expect(notes).toMatchObject([{ kind: 'no-rows', count: 1, object: '2001-01-01' }]);
  });

  it('counts no file that is gone, and no row of its batch', async () => {
    const lake = await copyOf(whole);
    const [commit] = await commitsOf(lake);
    await rm(join(lake.root, commit.files[0].key));
    const { counts } = await verifyBronze({ store: lake.store });
    expect(counts).toMatchObject({ files: 15, filesOpened: 14, rows: 18, rowsProved: 12 });
  });

  it('leaves out what is archived when it is not to be read', async () => {
    const scene = await lakeOfDays(3);
    const archive = createLocalStore({ root: beside(scene, 'archive') });
    await archiveLake({
      store: scene.store,
      to: archive,
      stagingFolder: localStagingFolder(archive.root),
      before: '2024-12-20',
      remove: true,
    });
    const read = await verifyBronze({ store: scene.store });
    expect(read.counts).toMatchObject({ files: 7, filesOpened: 7, rows: 6, rowsProved: 6 });
    const { counts } = await verifyBronze({ store: scene.store, followSeals: false });
    expect(counts).toMatchObject({ files: 7, filesOpened: 3, rows: 6, rowsProved: 2 });
  });
});

describe('verify, at the place that a lake was moved away from', () => {
  it('says where it went', async () => {
    const scene = await lakeOfDays(1);
    const to = createLocalStore({ root: beside(scene, 'moved') });
    await copyLake(copyTo(scene, to, { seal: true }));
    const { notes } = await verifyBronze({ store: scene.store });
    expect(notes).toMatchObject([{ kind: 'moved', count: 1, object: to.root }]);
  });
});
