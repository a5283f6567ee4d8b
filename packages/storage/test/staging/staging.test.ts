import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { systemClock, type Clock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { createLocalStore, createStaging, localStagingFolder } from '../../src/index.js';
import { ownerFolderName } from '../../src/staging/owner-folder.js';
import { identityOf, type ProcessIdentity } from '../../src/staging/process-identity.js';
import { freshFolder, freshPlaces, textOf } from '../scene.js';

const HOUR_NS = 3_600_000_000_000n;
/** A clock that is so many hours ahead: nobody can set back when a link was made. */
const ahead = (hours: number): Clock => ({
  ...systemClock,
  nowNs: () => systemClock.nowNs() + BigInt(hours) * HOUR_NS,
});
const own = identityOf();

/** A folder as an earlier owner would have left it. */
async function leftover(shared: string, owner: ProcessIdentity) {
  const folder = join(shared, ownerFolderName('writer', owner, '00'));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '000001-part'), 'four');
  return folder;
}

/** The id of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid!;
}

describe('createStaging', () => {
  it('names files that do not exist, in an existing folder of its own', async () => {
    const folder = await freshFolder();
    const one = createStaging({ folder, owner: 'bronze' });
    const two = createStaging({ folder, owner: 'bronze' });
    const paths = [await one.path('a.parquet'), await one.path('a.parquet'), await two.path('a')];
    expect(new Set(paths).size).toBe(3);
    expect(paths.map((path) => basename(path))).toEqual([
      '000001-a.parquet',
      '000002-a.parquet',
      '000001-a',
    ]);
    for (const path of paths) {
      await writeFile(path, 'x', { flag: 'wx' });
    }
  });

  it('fails at once where no folder can be made', async () => {
    // Only Linux has such a place; elsewhere it is a folder that is not there either.
    const staging = createStaging({ folder: '/proc/assay/_lake/staging', owner: 'bronze' });
    const refused = staging.path('a.parquet');
    await expect(refused).rejects.toMatchObject({ name: 'StorageError', code: 'UNAVAILABLE' });
    await expect(refused).rejects.toThrow(/^\/proc\/assay: .* by \/proc, .*choose another place$/);
  });

  it('publishes by link and is free to discard its name afterwards', async () => {
    const { root } = await freshPlaces();
    const staging = createStaging({ folder: localStagingFolder(root), owner: 'bronze' });
    const store = createLocalStore({ root });
    const file = await staging.path('part.parquet');
    await writeFile(file, 'rows');
    await store.createIfAbsent('bronze/part.parquet', { file });
    await staging.discard(file);
    await staging.discard(file);
    await staging.close();
    expect(await textOf(store, 'bronze/part.parquet')).toBe('rows');
    expect(existsSync(staging.folder)).toBe(false);
  });

  it.each(['', '../x', 'a/b', '.hidden', 'x'.repeat(201)])('refuses the name %j', async (name) => {
    const staging = createStaging({ folder: await freshFolder(), owner: 'bronze' });
    await expect(staging.path(name)).rejects.toMatchObject({ code: 'BAD_KEY' });
    expect(() => createStaging({ folder: '/nowhere', owner: 'a/b' })).toThrow('staging owner');
  });
});

describe('clear', () => {
  it('removes what a process left that has ended, however young', async () => {
    const folder = await freshFolder();
    const left = [
      await leftover(folder, { ...own, pid: await endedProcess() }),
      await leftover(folder, { ...own, started: '1' }),
    ];
    const clearance = await createStaging({ folder, owner: 'next' }).clear();
    expect(clearance).toEqual({ removedFiles: 2, removedBytes: 8, keptFolders: 0 });
    expect(left.filter((path) => existsSync(path))).toEqual([]);
  });

  it('says what it would remove, and removes nothing, in a dry run', async () => {
    const folder = await freshFolder();
    const left = await leftover(folder, { ...own, started: '1' });
    const staging = createStaging({ folder, owner: 'next' });
    const expected = { removedFiles: 1, removedBytes: 4, keptFolders: 0 };
    expect(await staging.clear({ dryRun: true })).toEqual(expected);
    expect(existsSync(join(left, '000001-part'))).toBe(true);
    expect(await staging.clear()).toEqual(expected);
  });

  it('leaves living owners alone, however old their files', async () => {
    const folder = await freshFolder();
    const left = await leftover(folder, own);
    const clearance = await createStaging({ folder, owner: 'next', clock: ahead(1000) }).clear();
    expect(clearance).toEqual({ removedFiles: 0, removedBytes: 0, keptFolders: 1 });
    expect(await readdir(left)).toHaveLength(1);
  });

  it('leaves another living process alone', async () => {
    const folder = await freshFolder();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      const identity = identityOf(child.pid);
      const left = [
        await leftover(folder, identity),
        await leftover(folder, { ...identity, started: '0' }),
      ];
      await createStaging({ folder, owner: 'next', clock: ahead(1000) }).clear();
      expect(left.map((path) => existsSync(path))).toEqual([true, true]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('gives owners of other hosts and containers a day', async () => {
    const folder = await freshFolder();
    const foreign = { ...own, space: '00000000' };
    const left = await leftover(folder, foreign);
    const clear = (hours: number) =>
      createStaging({ folder, owner: 'next', clock: ahead(hours) }).clear();
    expect(await clear(23)).toEqual({ removedFiles: 0, removedBytes: 0, keptFolders: 1 });
    expect(existsSync(join(left, '000001-part'))).toBe(true);
    expect(await clear(25)).toEqual({ removedFiles: 1, removedBytes: 4, keptFolders: 0 });
    expect(existsSync(left)).toBe(false);
  });

  it('gives a link its day from when it was made, however old its bytes', async () => {
    const folder = await freshFolder();
    const old = join(folder, 'old');
    await writeFile(old, 'four');
    await utimes(old, 1, 1);
    const left = await leftover(folder, { ...own, space: '00000000' });
    await link(old, join(left, '000002-link'));
    await createStaging({ folder, owner: 'next', clock: ahead(23) }).clear();
    expect(existsSync(join(left, '000002-link'))).toBe(true);
  });

  it('finds nothing to do where there is no folder', async () => {
    const folder = join(await freshFolder(), 'absent');
    const clearance = await createStaging({ folder, owner: 'next' }).clear();
    expect(clearance).toEqual({ removedFiles: 0, removedBytes: 0, keptFolders: 0 });
  });
});
