import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spawnUntil } from '../../../../test-servers.mjs';
import { createLocalStore, createStaging, hostDisk, localStagingFolder } from '../../src/index.js';
import { bytesOf, freshPlaces, keysOf, textOf } from '../scene.js';
import { expectOneReplacementEach, REPLACER } from '../support/replace-race.js';

const isLong = process.env.ASSAY_LONG === '1';

const POINTS = [
  ['storage.after-staging-write', 'old'],
  ['storage.after-lock', 'old'],
  ['storage.after-rename', 'new 0'],
  ['storage.after-unlock', 'new 0'],
] as const;

/** A lake with one object, and what a program is told to put in its place. */
async function freshLake() {
  const { root, scratch } = await freshPlaces();
  const store = createLocalStore({ root, lockWaitMs: 300 });
  await store.createIfAbsent('silver/k', { bytes: bytesOf('old') });
  const args = [JSON.stringify({ kind: 'local', root }), 'silver/k', 'new'];
  const looked = async () => (await store.head('silver/k'))?.tag;
  return { root, scratch, store, args, looked };
}

/** What stands in the staging folder, locks and their holders included. */
async function staged(root: string): Promise<string[]> {
  const names = await readdir(localStagingFolder(root), { recursive: true, withFileTypes: true });
  return names.filter((name) => name.isFile()).map((name) => name.name);
}

describe('replaceIfSame on local disk, stopped between its steps', () => {
  it.each(POINTS)('leaves the old object or the new one at %s', async (name, expected) => {
    const { root, looked, store } = await freshLake();
    const stop = new Error('stopped');
    const stopping = createLocalStore({
      root,
      failpoint: (reached) => {
        if (reached === name) throw stop;
      },
    });
    const tag = await looked();
    const source = { bytes: bytesOf('new 0') };
    await expect(stopping.replaceIfSame('silver/k', source, tag)).rejects.toBe(stop);
    expect(await textOf(store, 'silver/k')).toBe(expected);
    const again = await store.replaceIfSame('silver/k', { bytes: bytesOf('next') }, tag);
    expect(again).toBe(expected === 'old' ? 'replaced' : 'changed');
  });

  // The step in which a lock is left behind stands for all; the others are for the long run.
  it.each(isLong ? POINTS : POINTS.slice(1, 3))(
    'heals after kill -9 at %s',
    { timeout: 60_000 },
    async (name, expected) => {
      const { root, store, args, looked } = await freshLake();
      await spawnUntil(REPLACER, { args, failpoint: { name, action: 'kill' } });
      expect(await textOf(store, 'silver/k')).toBe(expected);
      const tag = await looked();
      const source = { bytes: bytesOf('next') };
      expect(await store.replaceIfSame('silver/k', source, tag)).toBe('replaced');
      expect(await keysOf(store)).toEqual(['silver/k']);
      const next = createStaging({ folder: localStagingFolder(root), owner: 'next' });
      await next.clear();
      expect(await staged(root)).toEqual([]);
    },
  );

  it('never breaks the lock of a frozen process, and says who holds it', async () => {
    const { root, store, args, looked } = await freshLake();
    const failpoint = { name: 'storage.after-lock', action: 'stop' } as const;
    await using frozen = await spawnUntil(REPLACER, { args, failpoint });
    const tag = await looked();
    const source = { bytes: bytesOf('rival') };
    const replacing = store.replaceIfSame('silver/k', source, tag);
    await expect(replacing).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(replacing).rejects.toThrow(`was held by process ${frozen.pid} on `);
    await expect(replacing).rejects.toThrow(join(localStagingFolder(root), 'locks'));
    await createStaging({ folder: localStagingFolder(root), owner: 'next' }).clear();
    await expect(store.replaceIfSame('silver/k', source, tag)).rejects.toThrow('was held by');
    // Other objects are nobody's business of its.
    expect(await store.replaceIfSame('silver/other', source, undefined)).toBe('replaced');
    const other = (await store.head('silver/other'))?.tag;
    expect(await store.replaceIfSame('silver/other', { bytes: bytesOf('2') }, other)).toBe(
      'replaced',
    );

    frozen.resume();
    await frozen.said(/outcomes replaced/);
    expect(await store.replaceIfSame('silver/k', source, tag)).toBe('changed');
    expect(await textOf(store, 'silver/k')).toBe('new 0');
  }, 60_000);

  it('waits for who is at work, and finds the object changed then', async () => {
    const { root, args, looked } = await freshLake();
    const failpoint = { name: 'storage.after-lock', action: 'stop' } as const;
    await using frozen = await spawnUntil(REPLACER, { args, failpoint });
    const patient = createLocalStore({ root, lockWaitMs: 30_000 });
    const replacing = patient.replaceIfSame('silver/k', { bytes: bytesOf('x') }, await looked());
    frozen.resume();
    expect(await replacing).toBe('changed');
    await frozen.said(/outcomes replaced/);
  }, 60_000);
});

describe('replaceIfSame on local disk among processes', () => {
  it('lets exactly one of several replace each state', { timeout: 120_000 }, async () => {
    const { root, store } = await freshLake();
    const location = { kind: 'local', root } as const;
    await expectOneReplacementEach(isLong ? 8 : 4, isLong ? 50 : 12, location, store);
  });
});

describe('replaceIfSame on a failing disk', () => {
  it('leaves the object, no lock and nothing staged when the rename fails', async () => {
    const { root, looked, store } = await freshLake();
    const failed = Object.assign(new Error('EIO: made up'), { code: 'EIO', syscall: 'rename' });
    const disk = { ...hostDisk, rename: () => Promise.reject(failed) };
    const failing = createLocalStore({ root, disk });
    const replacing = failing.replaceIfSame('silver/k', { bytes: bytesOf('x') }, await looked());
    await expect(replacing).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await textOf(store, 'silver/k')).toBe('old');
    expect(await staged(root)).toEqual([]);
  });

  it('says UNDECIDED when the new object may not survive a power loss', async () => {
    const { root, looked, store } = await freshLake();
    const failed = Object.assign(new Error('EIO: made up'), { code: 'EIO', syscall: 'fsync' });
    const tag = await looked();
    const disk = {
      ...hostDisk,
      syncFolder: (path: string) =>
        path.endsWith('/silver') ? Promise.reject(failed) : hostDisk.syncFolder(path),
    };
    const failing = createLocalStore({ root, disk });
    const replacing = failing.replaceIfSame('silver/k', { bytes: bytesOf('x') }, tag);
    await expect(replacing).rejects.toMatchObject({ code: 'UNDECIDED', retryable: true });
    expect(await textOf(store, 'silver/k')).toBe('x');
  });
});

describe('the tag of an object on local disk', () => {
  it('stays when it is read, linked and copied, and changes with every replacement', async () => {
    const { root, store, looked } = await freshLake();
    const tag = await looked();
    await store.read('silver/k');
    const snapshot = await store.snapshot('silver/k');
    expect((await stat(join(root, 'silver/k'))).nlink).toBe(2);
    expect(await looked()).toBe(tag);
    await snapshot.release();
    const seen = new Set([tag]);
    for (let round = 0; round < 50; round += 1) {
      const now = await looked();
      await store.replaceIfSame('silver/k', { bytes: bytesOf('new') }, now);
      seen.add(await looked());
    }
    expect(seen.size).toBe(51);
  });
});
