import { execFileSync } from 'node:child_process';
import { inspect } from 'node:util';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import type { S3LakeLocation } from '../../src/index.js';
import { bytesOf, keysOf, textOf } from '../scene.js';
import { useS3Server } from '../support/s3-lake.js';

const isLong = process.env.ASSAY_LONG === '1';

describe.skipIf(isSkipped('s3'))('createS3Store on a server [needs s3]', () => {
  const scene = useS3Server('versitygw');

  it('keeps lakes of one bucket apart, whatever their prefixes', async () => {
    const { prefix: base, ...location } = scene.freshLocation();
    const open = (prefix: string) => scene.open({ ...location, prefix });
    const [lake, longer, deeper] = await Promise.all([
      open(`${base}/lake`),
      open(`${base}/lake2`),
      open(`${base}/lake/deep er`),
    ]);
    await lake.createIfAbsent('a', { bytes: bytesOf('lake') });
    await longer.createIfAbsent('a', { bytes: bytesOf('lake2') });
    await deeper.createIfAbsent('a', { bytes: bytesOf('deeper') });
    expect(await keysOf(lake)).toEqual(['a', 'deep er/a']);
    expect(await keysOf(longer)).toEqual(['a']);
    expect(await keysOf(deeper, 'a')).toEqual(['a']);
    expect(await textOf(lake, 'deep er/a')).toBe('deeper');
    expect(deeper.root).toBe(`s3://lake/${base}/lake/deep er`);
  });

  it('takes a whole bucket for a lake', async () => {
    const store = await scene.open({ ...scene.freshLocation(), prefix: '' });
    expect(store.root).toBe('s3://lake');
    expect(await store.createIfAbsent('top', { bytes: bytesOf('x') })).toBe('created');
    expect(await keysOf(store, 'to')).toEqual(['top']);
  });

  it.skipIf(!isLong)('lists thousands of keys over several pages [long]', async () => {
    const store = await scene.open(scene.freshLocation());
    const keys = Array.from({ length: 2_500 }, (_, index) => `k/${String(index).padStart(6, '0')}`);
    for (let start = 0; start < keys.length; start += 50) {
      const batch = keys.slice(start, start + 50);
      await Promise.all(batch.map((key) => store.createIfAbsent(key, { bytes: bytesOf('x') })));
    }
    expect(await keysOf(store)).toEqual(keys);
    expect(await keysOf(store, 'k/', keys[998])).toEqual(keys.slice(999));
  });

  it.each([
    [
      'a wrong secret key',
      { secretAccessKey: 'hunter2-wrong' },
      'ACCESS_DENIED',
      'check the access',
    ],
    ['a wrong access key', { accessKeyId: 'nobody' }, 'ACCESS_DENIED', 'check the access key'],
    ['no such bucket', { bucket: 'absent' }, 'NO_BUCKET', 'make the bucket'],
    ['nobody there', { endpoint: 'http://user:hunter2@127.0.0.1:9' }, 'UNAVAILABLE', 'S3_ENDPOINT'],
  ] satisfies [string, Partial<S3LakeLocation>, string, string][])(
    'says what is wrong and what to do: %s',
    async (_, change, code, advice) => {
      const location = { ...scene.freshLocation(), ...change };
      const store = await scene.open(location);
      const address = new URL(location.endpoint ?? '').host;
      for (const [doing, act] of [
        ['creating', () => store.createIfAbsent('some/key', { bytes: bytesOf('x') })],
        ['reading', () => store.read('some/key')],
        ['replacing', () => store.replace('some/key', { bytes: bytesOf('x') })],
      ] as const) {
        const error: unknown = await act().then(
          () => undefined,
          (failure: unknown) => failure,
        );
        expect(error).toMatchObject({ name: 'StorageError', code });
        const { message } = error as Error;
        expect(message).toContain(`${doing} ${store.root}/some/key at http://${address}: `);
        expect(message).toContain(advice);
        const all = inspect(error, { depth: 9 });
        expect(all).not.toContain('hunter2');
        expect(all).not.toContain(scene.server.secretKey);
      }
    },
  );

  it("prints nothing on anybody's terminal, and loads its library when it is asked to", () => {
    const program = fileURLToPath(new URL('../programs/quiet.ts', import.meta.url));
    const options = ['--conditions=@assay/source', '--import', 'tsx'];
    const location = JSON.stringify(scene.freshLocation());
    const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _, ...env } = process.env;
    const output = execFileSync(process.execPath, [...options, program, location], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    expect(output).toBe('not loaded, then loaded; 0 warnings\n');
  });
});

describe('createS3Store', () => {
  const location: S3LakeLocation = { kind: 's3', bucket: 'b', prefix: '' };
  const open = async (change: Partial<S3LakeLocation>) => {
    const { createS3Store } = await import('../../src/index.js');
    return createS3Store({
      location: { ...location, ...change },
      cacheFolder: '',
      cacheMaxBytes: 0,
    });
  };

  it.each([
    [{ bucket: '' }, 'UNAVAILABLE', 'expected a bucket, was "": set S3_BUCKET'],
    [{ prefix: '/a' }, 'BAD_KEY', 'prefix of the lake "/a": expected no empty part'],
    [{ prefix: 'a/../b' }, 'BAD_KEY', 'prefix of the lake'],
    [{ endpoint: 'secret@nowhere' }, 'UNAVAILABLE', 'correct S3_ENDPOINT'],
    [{ accessKeyId: 'a' }, 'ACCESS_DENIED', 'was one of them alone: set both'],
  ] as const)('refuses %j', async (change, code, message) => {
    const opening = open(change);
    await expect(opening).rejects.toMatchObject({ name: 'StorageError', code });
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.not.toThrow('secret@');
  });

  it('refuses keys that are too long with the prefix of the lake', async () => {
    const store = await open({ prefix: 'p'.repeat(200), endpoint: 'http://127.0.0.1:9' });
    const key = `${'x'.repeat(200)}/`.repeat(5).slice(0, -1);
    await expect(store.head(key)).rejects.toMatchObject({ code: 'BAD_KEY' });
  });
});
