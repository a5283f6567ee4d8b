import { randomFillSync } from 'node:crypto';
import { chmod, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nullLogger, nullMetrics, systemClock, systemRandomness } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { openCopyCache } from '../../src/cache/copy-cache.js';
import { S3Failure } from '../../src/s3/failure.js';
import { sha256Of } from '../../src/s3/payload.js';
import type { StoredObject } from '../../src/s3/service.js';
import { freshFolder } from '../scene.js';

/** Objects in a map, and how often bytes of them were asked for. */
function createSource() {
  const objects = new Map<string, { bytes: Uint8Array; object: StoredObject }>();
  const source = {
    gets: 0,
    put: (key: string, bytes: Uint8Array, sha256 = sha256Of(bytes)) => {
      const etag = `"${sha256Of(bytes).slice(0, 32)}"`;
      objects.set(key, { bytes, object: { bytes: bytes.length, etag, sha256, attempt: 'a' } });
    },
    head: async (key: string) => found(key).object,
    get: async (key: string, range?: { start: number; end: number }) => {
      source.gets += 1;
      const { bytes, object } = found(key);
      return { bytes: range ? bytes.slice(range.start, range.end) : bytes, object };
    },
  };
  function found(key: string) {
    const object = objects.get(key);
    if (object === undefined) throw new S3Failure('absent', 'NOT_FOUND', 'none');
    return object;
  }
  return source;
}

async function createScene(maxBytes = 1_000_000) {
  const folder = await freshFolder();
  const source = createSource();
  let passedNs = 0n;
  const clock = {
    ...systemClock,
    nowNs: () => systemClock.nowNs() + passedNs,
    advance: (milliseconds: number) => {
      passedNs += BigInt(milliseconds) * 1_000_000n;
    },
  };
  const warnings: string[] = [];
  const logger = { ...nullLogger, warn: (message: string) => void warnings.push(message) };
  const openCache = () =>
    openCopyCache({
      ...{ folder, maxBytes, place: 'here', source, clock },
      ...{ randomness: systemRandomness, metrics: nullMetrics, logger },
    });
  return { folder, source, clock, warnings, openCache, cache: openCache() };
}

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names.filter((name) => name.isFile()).map((name) => name.name);
}

/** Changes a byte of a copy, which is read-only for who does not insist; sets its times back if told. */
async function damage(path: string, times?: { atime: Date; mtime: Date }): Promise<void> {
  await chmod(path, 0o644);
  const file = await open(path, 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 500);
  await file.write(Buffer.from([buffer[0] ^ 1]), 0, 1, 500);
  await file.close();
  if (times !== undefined) {
    await utimes(path, times.atime, times.mtime);
  }
}

const bytes = (length: number) => randomFillSync(new Uint8Array(length));

describe('openCopyCache', () => {
  it('fetches an object once, for all who share the folder', async () => {
    const { source, cache, openCache } = await createScene();
    source.put('k', bytes(1000));
    for (const each of [cache, cache, openCache()]) {
      const copy = await each.copy('k');
      expect(sha256Of(await readFile(copy.path))).toBe((await source.head('k')).sha256);
      await copy.release();
    }
    expect(source.gets).toBe(1);
  });

  it('fetches it once for all who ask at the same time', async () => {
    const { source, cache } = await createScene();
    source.put('k', bytes(1000));
    const copies = await Promise.all(Array.from({ length: 9 }, () => cache.copy('k')));
    expect(source.gets).toBe(1);
    expect(new Set(copies.map(({ path }) => path)).size).toBe(9);
    await Promise.all(copies.map(({ release }) => release()));
  });

  it('puts an object together from pieces', async () => {
    const { source, cache } = await createScene(50_000_000);
    source.put('large', bytes(20_000_001));
    const copy = await cache.copy('large');
    expect(source.gets).toBe(3);
    expect(sha256Of(await readFile(copy.path))).toBe((await source.head('large')).sha256);
    source.put('empty', new Uint8Array());
    expect((await stat((await cache.copy('empty')).path)).size).toBe(0);
  });

  it('never gives the bytes of before for an object that was replaced', async () => {
    const { source, cache } = await createScene();
    source.put('k', bytes(1000));
    const before = await cache.copy('k');
    source.put('k', bytes(1000));
    const now = await cache.copy('k');
    expect(sha256Of(await readFile(now.path))).toBe((await source.head('k')).sha256);
    expect(sha256Of(await readFile(before.path))).not.toBe((await source.head('k')).sha256);
  });

  it('fetches anew what was replaced while it was fetched', async () => {
    const { source, cache } = await createScene();
    source.put('k', bytes(1000));
    const get = source.get.bind(source);
    source.get = async (key, range) => {
      if (source.gets === 0) source.put('k', bytes(1000));
      return get(key, range);
    };
    const copy = await cache.copy('k');
    expect(sha256Of(await readFile(copy.path))).toBe((await source.head('k')).sha256);
    expect(source.gets).toBe(2);
  });

  it('refuses bytes that are not those of the digest', async () => {
    const { source, cache, folder } = await createScene();
    source.put('k', bytes(1000), 'f'.repeat(64));
    const copying = cache.copy('k');
    await expect(copying).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await filesBelow(folder)).toEqual([]);
  });

  it('makes room by what was used longest ago, and leaves what is in use', async () => {
    const { folder, source, clock, cache, openCache } = await createScene(3_500);
    const names = ['a', 'b', 'c', 'd', 'e'];
    names.forEach((name) => source.put(name, bytes(1000)));
    const held = await cache.copy('a');
    for (const name of ['b', 'c', 'b', 'd']) {
      clock.advance(1_000);
      await (await openCache().copy(name)).release();
    }
    // 'c' went for 'd': 'a' is older and in use, 'b' was used again.
    expect(source.gets).toBe(4);
    await (await cache.copy('b')).release();
    await (await cache.copy('a')).release();
    expect(source.gets).toBe(4);
    await (await cache.copy('c')).release();
    expect(source.gets).toBe(5);
    expect((await readdir(join(folder, 'copies'))).length).toBe(3);
    await held.release();
  });

  it('gives copies that are larger than all the room', async () => {
    const { folder, source, cache } = await createScene(10);
    source.put('k', bytes(1000));
    source.put('l', bytes(1000));
    source.put('m', bytes(1000));
    const copy = await cache.copy('k');
    await (await cache.copy('l')).release();
    expect((await readFile(copy.path)).length).toBe(1000);
    await copy.release();
    await copy.release();
    await (await cache.copy('m')).release();
    expect((await readdir(join(folder, 'copies'))).length).toBe(1);
  });

  it('keeps open copies readable, and goes on, when the folder is removed', async () => {
    const { folder, source, cache } = await createScene();
    source.put('k', bytes(1000));
    const copy = await cache.copy('k');
    await rm(join(folder, 'copies'), { recursive: true });
    expect((await readFile(copy.path)).length).toBe(1000);
    const opened = await open(copy.path);
    await rm(folder, { recursive: true });
    expect((await opened.readFile()).length).toBe(1000);
    await opened.close();
    await copy.release();
    expect((await readFile((await cache.copy('k')).path)).length).toBe(1000);
  });

  it('replaces a copy of the wrong length', async () => {
    const { folder, source, cache } = await createScene();
    source.put('k', bytes(1000));
    await (await cache.copy('k')).release();
    const [name] = await readdir(join(folder, 'copies'));
    await rm(join(folder, 'copies', name));
    await writeFile(join(folder, 'copies', name), 'cut');
    expect((await readFile((await cache.copy('k')).path)).length).toBe(1000);
    expect(source.gets).toBe(2);
  });

  it.each([
    ['in place', (path: string) => damage(path)],
    ['and its times were set back', async (path: string) => damage(path, await stat(path))],
  ] as const)('never serves a copy of the right length that was changed %s', async (_, change) => {
    const { folder, source, warnings, openCache } = await createScene();
    source.put('k', bytes(1000));
    const { sha256 } = await source.head('k');
    await (await openCache().copy('k')).release();
    const [name] = await readdir(join(folder, 'copies'));
    await change(join(folder, 'copies', name));

    const copy = await openCache().copy('k');
    expect(sha256Of(await readFile(copy.path))).toBe(sha256);
    expect(copy.sha256).toBe(sha256);
    expect(source.gets).toBe(2);
    expect(warnings).toEqual(['a local copy was not as its object: fetched anew']);
  });

  it('finds what was written to since this process compared it', async () => {
    const { folder, source, cache, warnings } = await createScene();
    source.put('k', bytes(1000));
    await (await cache.copy('k')).release();
    await (await cache.copy('k')).release();
    const [name] = await readdir(join(folder, 'copies'));
    await damage(join(folder, 'copies', name));
    const copy = await cache.copy('k');
    expect(sha256Of(await readFile(copy.path))).toBe((await source.head('k')).sha256);
    expect(warnings).toHaveLength(1);
  });

  it('serves what nobody told a digest of only to who fetched it', async () => {
    const { source, cache, openCache } = await createScene();
    source.put('k', bytes(1000));
    const object: StoredObject = { ...(await source.head('k')), sha256: undefined };
    source.head = async () => object;
    await (await cache.copy('k')).release();
    await (await cache.copy('k')).release();
    expect(source.gets).toBe(1);
    const other = await openCache().copy('k');
    expect(source.gets).toBe(2);
    expect(other.sha256).toBeUndefined();
  });

  it('tells the tag and the length of what it gives', async () => {
    const { source, cache } = await createScene();
    source.put('k', bytes(1000));
    const { etag } = await source.head('k');
    expect(await cache.copy('k')).toMatchObject({ bytes: 1000, tag: etag });
  });

  it('says NOT_FOUND of what is not there, and leaves nothing behind', async () => {
    const { folder, cache } = await createScene();
    await expect(cache.copy('absent')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await filesBelow(folder)).toEqual([]);
  });
});
