import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startProgram } from '../../../../test-servers.mjs';
import {
  createLocalStore,
  hostDisk,
  localStagingFolder,
  openObjectStore,
  type Disk,
} from '../../src/index.js';
import { bytesOf, freshPlaces, textOf } from '../scene.js';

const PROGRAM = fileURLToPath(new URL('../programs/holder.ts', import.meta.url));

/** A disk on which no link can be made in some folder. */
function refusing(folder: string, code: string): Disk {
  return {
    ...hostDisk,
    link: async (from, to) => {
      if (to.startsWith(folder)) {
        throw Object.assign(new Error(`${code}: made up, link`), { code, syscall: 'link' });
      }
      await hostDisk.link(from, to);
    },
  };
}

async function freshLake() {
  const { root, scratch } = await freshPlaces();
  const store = createLocalStore({ root });
  await store.createIfAbsent('silver/k', { bytes: bytesOf('old') });
  return { root, cacheFolder: join(scratch, 'cache'), store };
}

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names.filter((name) => name.isFile()).map((name) => name.name);
}

describe('snapshot on local disk', () => {
  it('costs a name in staging, and nothing after its release', async () => {
    const { root, store } = await freshLake();
    const snapshot = await store.snapshot('silver/k');
    expect(snapshot.path.startsWith(localStagingFolder(root))).toBe(true);
    expect((await stat(snapshot.path)).ino).toBe((await stat(join(root, 'silver/k'))).ino);
    await snapshot.release();
    expect(await filesBelow(localStagingFolder(root))).toEqual([]);
  });

  it.each(['EACCES', 'EPERM', 'EROFS', 'EXDEV', 'EMLINK'])(
    'is a link below the cache where the lake refuses one: %s',
    async (code) => {
      const { root, cacheFolder, store } = await freshLake();
      const disk = refusing(root, code);
      const reader = createLocalStore({ root, disk, cacheFolder });
      const snapshot = await reader.snapshot('silver/k');
      expect(snapshot.path.startsWith(cacheFolder)).toBe(true);
      expect((await stat(snapshot.path)).nlink).toBe(2);
      expect(snapshot.tag).toBe((await store.head('silver/k'))?.tag);
      await store.replace('silver/k', { bytes: bytesOf('new') });
      expect(await readFile(snapshot.path, 'utf8')).toBe('old');
      await snapshot.release();
      expect(await filesBelow(cacheFolder)).toEqual([]);
    },
  );

  it('is a copy in the cache where no link can be made, shared by who reads the same', async () => {
    const { root, cacheFolder, store } = await freshLake();
    const reader = createLocalStore({ root, disk: refusing('/', 'EXDEV'), cacheFolder });
    const twin = createLocalStore({ root, disk: refusing('/', 'EXDEV'), cacheFolder });
    const [one, two] = [await reader.snapshot('silver/k'), await twin.snapshot('silver/k')];
    expect((await stat(one.path)).ino).toBe((await stat(two.path)).ino);
    expect([one.tag, one.bytes]).toEqual([(await store.head('silver/k'))?.tag, 3]);
    expect((await stat(join(root, 'silver/k'))).nlink).toBe(1);
    await store.replaceIfSame('silver/k', { bytes: bytesOf('new') }, one.tag);
    const now = await reader.snapshot('silver/k');
    expect(await readFile(one.path, 'utf8')).toBe('old');
    expect(await readFile(now.path, 'utf8')).toBe('new');
    await Promise.all([one, two, now].map((each) => each.release()));
    await expect(reader.snapshot('silver/none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused where it would be a copy and nobody said where to', async () => {
    const { root } = await freshLake();
    const reader = createLocalStore({ root, disk: refusing('/', 'EROFS') });
    const taking = reader.snapshot('silver/k');
    await expect(taking).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: false });
    await expect(taking).rejects.toThrow('open the lake with a cache folder');
  });

  it('makes no name in a lake that is opened to be read alone', async () => {
    const { root, cacheFolder, store } = await freshLake();
    await rm(join(root, '_lake'), { recursive: true });
    const options = { cacheFolder, cacheMaxBytes: 1_000, onlyRead: true };
    const reader = await openObjectStore({ kind: 'local', root }, options);
    const snapshot = await reader.snapshot('silver/k');
    expect(await readFile(snapshot.path, 'utf8')).toBe('old');
    expect(await readdir(root)).toEqual(['silver']);
    const refused = reader.replaceIfSame('silver/k', { bytes: bytesOf('x') }, snapshot.tag);
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await snapshot.release();
    expect(await textOf(store, 'silver/k')).toBe('old');
  });

  it('is taken though somebody removes the staging folder', async () => {
    const { root, store } = await freshLake();
    await (await store.snapshot('silver/k')).release();
    await rm(join(root, '_lake'), { recursive: true });
    const snapshot = await store.snapshot('silver/k');
    expect(await readFile(snapshot.path, 'utf8')).toBe('old');
    await snapshot.release();
  });

  it('is cleared by the next reader when its own was killed', { timeout: 30_000 }, async () => {
    const { root, store } = await freshLake();
    const program = await startProgram(PROGRAM, { args: [root, 'silver/k'] });
    const [, path] = await program.said(/holds (.*)\n/);
    await store.replace('silver/k', { bytes: bytesOf('new') });
    await (await createLocalStore({ root }).snapshot('silver/k')).release();
    expect(await readFile(path, 'utf8')).toBe('old');
    await program.kill();
    await (await createLocalStore({ root }).snapshot('silver/k')).release();
    expect(existsSync(path)).toBe(false);
  });
});
