import { appendFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readLedger, retireFiles, type FileRecord } from '@assay/ledger';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveLake, copyLake, verifyBronze } from '../../src/index.js';
import { beside, copyTo, lakeOfDays } from '../support/market-lake.js';
import { scratchFolder, type Scene } from '../support/scene.js';
import { addEntry, commitsOf, copyOf, problemsOf, smallLake, type Lake } from './lake.js';

let folder: string;
let whole: Lake;
let file: FileRecord;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-verify-'));
  whole = await smallLake(folder);
  [file] = (await commitsOf(whole))[0]?.files ?? [];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A lake of which one file is in an archive, and only there. */
async function archivedLake(): Promise<{ lake: Lake; there: string; place: string }> {
  const lake = await copyOf(whole);
  const place = await scratchFolder();
  const there = join(place, file.key);
  await mkdir(dirname(there), { recursive: true });
  await cp(join(lake.root, file.key), there);
  const { key, sha256 } = file;
  await addEntry(lake, { kind: 'seal', reason: 'archived', place, files: [{ key, sha256 }] });
  await rm(join(lake.root, file.key));
  return { lake, there, place };
}

describe('verify, of a file that a seal says is elsewhere', () => {
  it('looks at it there', async () => {
    const { lake } = await archivedLake();
    const { problems, notes, certificate } = await verifyBronze({ store: lake.store });
    expect(problems).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'sealed', count: 1, object: file.key }]);
    const days = certificate?.days.map(({ sealed_files: sealed }) => sealed) ?? [];
    expect(days.reduce((sum, sealed) => sum + sealed, 0)).toBe(1);
  });

  it('issues the days of the lake as it was before', async () => {
    const { lake } = await archivedLake();
    const digests = async ({ store }: Lake) =>
      (await verifyBronze({ store })).certificate?.days.map(({ digest }) => digest);
    expect(await digests(lake)).toEqual(await digests(whole));
  });

  it('finds it damaged, or gone, there', async () => {
    const { lake, there, place } = await archivedLake();
    await appendFile(there, 'x');
    const { problems } = await verifyBronze({ store: lake.store });
    expect(problems).toMatchObject([{ kind: 'file-altered', object: file.key }]);
    expect(problems[0]?.expected).toContain(` at ${place}`);
    await rm(there);
    expect(await problemsOf(lake)).toEqual([`file-missing ${file.key}`]);
  });

  it('says when the place cannot be opened, unless it was not to be', async () => {
    const { lake } = await archivedLake();
    const openPlace = () => Promise.reject(new Error('no such place'));
    expect(await problemsOf(lake, { openPlace })).toEqual([`sealed-unreadable ${file.key}`]);
    const { problems, notes, certificate } = await verifyBronze({
      store: lake.store,
      openPlace,
      followSeals: false,
    });
    expect(problems).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'sealed-not-read', count: 1 }]);
    expect(certificate?.scope.sealed).toBe('not-read');
  });
});

describe('verify, of a lake that was moved', () => {
  /** A lake of three days that lost its files after it was moved, and the new one. */
  async function movedLake(): Promise<{ scene: Scene; to: ObjectStore }> {
    const scene = await lakeOfDays(3);
    const to = createLocalStore({ root: beside(scene, 'moved') });
    expect(await copyLake(copyTo(scene, to, { seal: true }))).toMatchObject({ sealed: true });
    return { scene, to };
  }
  const kindsAt = async (store: ObjectStore) => {
    const { problems, notes } = await verifyBronze({ store });
    expect(problems).toEqual([]);
    return notes.map(({ kind, count }) => `${count} ${kind}`);
  };

  it('keeps its files at the old place, or finds them where they went from the new one', async () => {
    const { scene, to } = await movedLake();
    expect(await kindsAt(scene.store)).toEqual(['1 moved']);
    await rm(join(scene.root, 'bronze'), { recursive: true });
    expect(await kindsAt(scene.store)).toEqual(['1 moved', '6 sealed']);

    const archive = createLocalStore({ root: beside(scene, 'archive') });
    const report = await archiveLake({
      store: to,
      to: archive,
      stagingFolder: localStagingFolder(archive.root),
      before: '2024-12-19',
      remove: true,
    });
    expect(report).toMatchObject({ complete: true, removed: 2 });
    const place = { store: to, tier: 'bronze', shard: 'market' } as const;
    const [retired] = (await readLedger(place)).files.filter(({ key }) =>
      key.includes('date=2024-12-20'),
    );
    const request = { writer: 'retention', dates: [], certificateSha256: 'c'.repeat(64) };
    await retireFiles(place, { ...request, files: [retired] });
    await to.remove(retired.key);
    expect(await kindsAt(scene.store)).toEqual(['1 moved', '5 sealed', '1 retired']);

    const third = createLocalStore({ root: beside(scene, 'third') });
    await copyLake({ ...copyTo(scene, third, { seal: true }), from: to });
    await rm(join(to.root, 'bronze'), { recursive: true });
    expect(await kindsAt(scene.store)).toEqual(['1 moved', '5 sealed', '1 retired']);
  });

  it('misses what is at neither', async () => {
    const { scene, to } = await movedLake();
    const [{ key }] = (await readLedger({ store: to, tier: 'bronze', shard: 'market' })).files;
    await rm(join(scene.root, key));
    await to.remove(key);
    const { problems } = await verifyBronze({ store: scene.store });
    expect(problems).toMatchObject([{ kind: 'file-missing', object: key }]);
    expect(problems[0]?.expected).toContain(` at ${to.root}`);
  });
});

describe('verify, of a file that is here as well', () => {
  it('counts it where an archive has it, for archive leaves files unless it is to delete', async () => {
    const { lake, there } = await archivedLake();
    await cp(there, join(lake.root, file.key));
    const { problems, notes } = await verifyBronze({ store: lake.store });
    expect(problems).toEqual([]);
    expect(notes).toMatchObject([
      { kind: 'sealed', count: 1 },
      { kind: 'sealed-here', count: 1, object: file.key },
    ]);
  });

  it('names it where retention deleted it: a writer that was frozen may have made it again', async () => {
    const lake = await copyOf(whole);
    const files = [{ key: file.key, sha256: file.sha256 }];
    const certificate_sha256 = 'c'.repeat(64);
    await addEntry(lake, { kind: 'retire', dates: ['2024-12-18'], certificate_sha256, files });
    expect(await problemsOf(lake)).toEqual([`retired-file ${file.key}`]);
    expect(await problemsOf(lake, { shards: ['market'] })).toEqual([`retired-file ${file.key}`]);
  });
});

describe('verify, of files that retention deleted', () => {
  it('does not miss them, and says how many there were', async () => {
    const lake = await copyOf(whole);
    const { key, sha256 } = file;
    const files = [{ key, sha256 }];
    const certificate_sha256 = 'c'.repeat(64);
    await addEntry(lake, { kind: 'retire', dates: ['2024-12-18'], certificate_sha256, files });
    await rm(join(lake.root, key));
    const { problems, notes } = await verifyBronze({ store: lake.store });
    expect(problems).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'retired', count: 1 }, { kind: 'uncertified' }]);
  });

  it('finds a retirement of what was never committed', async () => {
    const lake = await copyOf(whole);
    const files = [{ key: 'bronze/never', sha256: 'd'.repeat(64) }];
    const certificate_sha256 = 'c'.repeat(64);
    await addEntry(lake, { kind: 'retire', dates: [], certificate_sha256, files });
    expect(await problemsOf(lake)).toEqual([
      'protocol _lake/bronze/market/log/00000000000000000011.json',
    ]);
  });
});
