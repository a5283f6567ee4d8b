import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSkipped } from '../../../test-servers.mjs';
import {
  lakeStagingFolder,
  lakeUri,
  localStagingFolder,
  openObjectStore,
  type S3LakeLocation,
} from '../src/index.js';
import { bytesOf, freshFolder, keysOf } from './scene.js';
import { startCarelessServer } from './support/careless-server.js';
import { useS3Server } from './support/s3-lake.js';

const LOCATION: S3LakeLocation = {
  kind: 's3',
  bucket: 'b',
  prefix: 'some/lake',
  accessKeyId: 'me',
  secretAccessKey: 'hidden',
};
const cacheOf = (folder: string) => ({
  cacheFolder: join(folder, 'cache'),
  cacheMaxBytes: 1_000_000,
});

describe('lakeUri', () => {
  it('writes places as people do, without secrets', () => {
    expect(lakeUri({ kind: 'local', root: '/data/lake' })).toBe('/data/lake');
    expect(lakeUri(LOCATION)).toBe('s3://b/some/lake');
    expect(lakeUri({ ...LOCATION, prefix: '' })).toBe('s3://b');
  });
});

describe('lakeStagingFolder', () => {
  it('is that of a local lake, and below the cache for one in S3', () => {
    const local = { kind: 'local', root: '/data/lake' } as const;
    expect(lakeStagingFolder(local, '/cache')).toBe(localStagingFolder('/data/lake'));
    expect(lakeStagingFolder(LOCATION, '/cache')).toBe('/cache/staging');
  });
});

describe('openObjectStore', () => {
  it('opens a local lake and touches nothing', async () => {
    const folder = await freshFolder();
    const root = join(folder, 'lake');
    const store = await openObjectStore({ kind: 'local', root }, cacheOf(folder));
    expect(store.root).toBe(root);
    expect(await store.createIfAbsent('a', { bytes: bytesOf('x') })).toBe('created');
  });

  it.each(['ignores it', 'looks, then writes'] as const)(
    'refuses a server that, asked for a condition, %s',
    async (carelessness) => {
      const endpoint = await startCarelessServer(carelessness);
      const opening = openObjectStore({ ...LOCATION, endpoint }, cacheOf(await freshFolder()));
      await expect(opening).rejects.toMatchObject({ code: 'UNSUPPORTED', retryable: false });
      await expect(opening).rejects.toThrow('s3://b/some/lake: expected exactly one to succeed of');
    },
  );
});

describe.skipIf(isSkipped('s3'))('openObjectStore on a server [needs s3]', () => {
  const scene = useS3Server('versitygw');

  it('says why nothing can be created', async () => {
    const location = { ...scene.freshLocation(), bucket: 'absent' };
    const opening = openObjectStore(location, cacheOf(await freshFolder()));
    await expect(opening).rejects.toMatchObject({ code: 'NO_BUCKET' });
    await expect(opening).rejects.toThrow(/^creating s3:.*make the bucket/);
  });

  it('proves the condition, and leaves nothing of the proof', async () => {
    const store = await openObjectStore(scene.freshLocation(), cacheOf(await freshFolder()));
    expect(await keysOf(store)).toEqual([]);
    expect(await store.createIfAbsent('a', { bytes: bytesOf('x') })).toBe('created');
  });
});
