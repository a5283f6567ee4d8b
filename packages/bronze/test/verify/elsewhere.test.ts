import { appendFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileRecord } from '@assay/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { scratchFolder } from '../support/scene.js';
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
    expect(notes).toMatchObject([{ kind: 'retired', count: 1 }]);
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
