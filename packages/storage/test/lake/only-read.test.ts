import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openObjectStore } from '../../src/index.js';

describe('openObjectStore, to read alone', () => {
  it('reads what is there, and changes nothing', async () => {
    const root = await mkdtemp(join(tmpdir(), 'assay-storage-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const options = { cacheFolder: join(root, 'cache'), cacheMaxBytes: 1_000 };
    const lake = { kind: 'local', root: join(root, 'lake') } as const;
    const written = await openObjectStore(lake, options);
    const bytes = Buffer.from('one');
    await written.createIfAbsent('a/b', { bytes });
    const read = await openObjectStore(lake, { ...options, onlyRead: true });
    expect(Buffer.from(await read.read('a/b')).toString()).toBe('one');
    expect(read.root).toBe(written.root);
    const refused = {
      code: 'UNSUPPORTED',
      message: expect.stringContaining('read alone') as string,
    };
    await expect(read.createIfAbsent('c', { bytes })).rejects.toMatchObject(refused);
    await expect(read.replace('a/b', { bytes })).rejects.toMatchObject(refused);
    await expect(read.remove('a/b')).rejects.toMatchObject(refused);
    expect(await written.head('a/b')).toMatchObject({ key: 'a/b', bytes: 3 });
  });
});
