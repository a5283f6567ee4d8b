import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nullLogger, type LogFields } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { createLocalStore, hostDisk, localStagingFolder, type Disk } from '../../src/index.js';
import { bytesOf, freshPlaces, keysOf, textOf } from '../scene.js';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made up, call`), { code, syscall: 'call' });
}

/** A disk whose `call` fails with `code`, from the `nth` time on (from the first by default). */
function faulty(call: keyof Disk, code: string, nth = 1, onPath = ''): Disk {
  let calls = 0;
  const failing = async (...paths: unknown[]) => {
    calls += paths.some((path) => String(path).includes(onPath)) ? 1 : 0;
    if (calls >= nth) {
      throw systemError(code);
    }
    await (hostDisk[call] as (...paths: unknown[]) => Promise<void>)(...paths);
  };
  return { ...hostDisk, [call]: failing };
}

async function stagedFiles(root: string): Promise<string[]> {
  const names = await readdir(localStagingFolder(root), { recursive: true, withFileTypes: true });
  return names.filter((name) => name.isFile()).map((name) => name.name);
}

describe('createLocalStore on a failing disk', () => {
  it.each([
    ['ENOSPC', true, 'the disk is full: free space, then try again'],
    ['EMFILE', true, 'too many open files: raise "ulimit -n", then try again'],
    ['EACCES', false, 'grant this user the permission'],
    ['EROFS', false, 'the file system is read-only: mount it writable'],
    ['EIO', false, 'the device reports an error: check it before going on'],
    ['EWHAT', false, 'EWHAT: made up'],
  ])('translates %s', async (code, retryable, advice) => {
    const { root } = await freshPlaces();
    const store = createLocalStore({ root, disk: faulty('writeNew', code) });
    const create = store.createIfAbsent('a/k', { bytes: bytesOf('x') });
    await expect(create).rejects.toMatchObject({ name: 'StorageError', code: 'UNAVAILABLE' });
    await expect(create).rejects.toMatchObject({ retryable, cause: { code } });
    await expect(create).rejects.toThrow(`creating a/k: ${advice}`);
    expect(await createLocalStore({ root }).head('a/k')).toBeUndefined();
  });

  it('abandons a file that cannot be synced', async () => {
    const { root, scratch } = await freshPlaces();
    const file = join(scratch, 'source');
    await writeFile(file, 'x');
    const store = createLocalStore({ root, disk: faulty('syncFile', 'EIO') });
    await expect(store.createIfAbsent('k', { file })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(await createLocalStore({ root }).head('k')).toBeUndefined();
  });

  it('leaves no staged file when the link fails', async () => {
    const { root } = await freshPlaces();
    const store = createLocalStore({ root, disk: faulty('link', 'EPERM') });
    await expect(store.createIfAbsent('k', { bytes: bytesOf('x') })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(await stagedFiles(root)).toEqual([]);
  });

  it('says UNDECIDED when the object is visible but its folder could not be synced', async () => {
    const { root } = await freshPlaces();
    await createLocalStore({ root }).createIfAbsent('d/first', { bytes: bytesOf('x') });
    const disk = faulty('syncFolder', 'EIO', 1, '/lake/d');
    const store = createLocalStore({ root, disk });
    const expected = { code: 'UNDECIDED', retryable: true, cause: { code: 'EIO' } };
    await expect(store.createIfAbsent('d/k', { bytes: bytesOf('x') })).rejects.toMatchObject(
      expected,
    );
    await expect(store.replace('d/r', { bytes: bytesOf('x') })).rejects.toMatchObject(expected);
    const next = createLocalStore({ root });
    expect(await next.createIfAbsent('d/k', { bytes: bytesOf('y') })).toBe('exists');
  });

  it('tells of a staged file that it could not remove, and has published all the same', async () => {
    const { root } = await freshPlaces();
    const warnings: [string, LogFields | undefined][] = [];
    const logger = {
      ...nullLogger,
      warn: (message: string, fields?: LogFields) => void warnings.push([message, fields]),
    };
    const store = createLocalStore({ root, logger, disk: faulty('unlink', 'EBUSY') });
    expect(await store.createIfAbsent('k', { bytes: bytesOf('x') })).toBe('created');
    const fields = { path: expect.stringContaining('000001-object') };
    expect(warnings).toMatchObject([['staged file left behind', fields]]);
  });

  it('copies what lies on another file system, and leaves nothing in staging', async () => {
    const { root, scratch } = await freshPlaces();
    const file = join(scratch, 'source');
    await writeFile(file, 'from afar');
    const link: Disk['link'] = async (from, to) => {
      if (from.startsWith(scratch)) {
        throw systemError('EXDEV');
      }
      await hostDisk.link(from, to);
    };
    const store = createLocalStore({ root, disk: { ...hostDisk, link } });
    expect(await store.createIfAbsent('d/k', { file })).toBe('created');
    expect(await store.createIfAbsent('d/k', { file })).toBe('exists');
    await store.replace('d/r', { file });
    expect(await textOf(store, 'd/k')).toBe('from afar');
    expect(await textOf(store, 'd/r')).toBe('from afar');
    expect(await stagedFiles(root)).toEqual([]);
  });
});

describe('createLocalStore in a folder that others change', () => {
  it('makes a folder anew that was removed since it was last used', async () => {
    const { root } = await freshPlaces();
    const store = createLocalStore({ root });
    await store.createIfAbsent('a/b/c/1', { bytes: bytesOf('x') });
    await rm(join(root, 'a'), { recursive: true });
    expect(await store.createIfAbsent('a/b/c/1', { bytes: bytesOf('y') })).toBe('created');
    await rm(root, { recursive: true });
    expect(await store.createIfAbsent('a/b/c/1', { bytes: bytesOf('z') })).toBe('created');
  });

  it('makes the root with its missing parents', async () => {
    const { root } = await freshPlaces();
    const store = createLocalStore({ root: join(root, 'x/y/z') });
    expect(await store.createIfAbsent('k', { bytes: bytesOf('x') })).toBe('created');
  });

  it('refuses keys that would make an object a folder, or a folder an object', async () => {
    const { root } = await freshPlaces();
    const store = createLocalStore({ root });
    await store.createIfAbsent('folder/object', { bytes: bytesOf('x') });
    const bytes = bytesOf('y');
    for (const key of ['folder', 'folder/object/below']) {
      await expect(store.createIfAbsent(key, { bytes })).rejects.toMatchObject({ code: 'BAD_KEY' });
      await expect(store.replace(key, { bytes })).rejects.toMatchObject({ code: 'BAD_KEY' });
      await store.remove(key);
    }
    expect(await keysOf(store)).toEqual(['folder/object']);
  });

  it('refuses to list what is neither file nor folder', async () => {
    const { root } = await freshPlaces();
    await mkdir(root);
    await symlink('/nowhere', join(root, 'link'));
    await expect(keysOf(createLocalStore({ root }))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('refuses to list a name that is not UTF-8', async () => {
    const { root } = await freshPlaces();
    await mkdir(root);
    await writeFile(Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xff])]), 'x');
    await expect(keysOf(createLocalStore({ root }))).rejects.toThrow('expected a name in UTF-8');
  });

  it('goes on when folders and files vanish during a listing', async () => {
    const { root } = await freshPlaces();
    const store = createLocalStore({ root });
    for (const key of ['a/1', 'b/1', 'c/1']) {
      await store.createIfAbsent(key, { bytes: bytesOf('x') });
    }
    const seen = [];
    for await (const { key } of store.list('')) {
      seen.push(key);
      await rm(join(root, 'b'), { recursive: true, force: true });
    }
    expect(seen).toEqual(['a/1', 'c/1']);
  });
});
