import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSkipped, type S3Fault, type S3Operation } from '../../../../test-servers.mjs';
import type { ObjectStore } from '../../src/index.js';
import { bytesOf, freshFolder, textOf } from '../scene.js';
import { startCarelessServer } from '../support/careless-server.js';
import { useS3Server } from '../support/s3-lake.js';
import { openUploads, PART, troubledLake, type TroubledLake } from '../support/s3-trouble.js';

/** Not what is asked of the service before the first upload. */
const KEY = /\/k$/;
const MULTIPART = { aboveBytes: PART, partBytes: PART, lanes: 2 };
/** Two parts, each of bytes that the other has not. */
const LARGE = Uint8Array.from({ length: PART + 100_000 }, (_, index) => index >>> 15);
const LARGE_SHA256 = createHash('sha256').update(LARGE).digest('hex');

const OF_ANY: readonly (readonly [string, S3Fault])[] = [
  ['429', { kind: 'answer', status: 429, when: 'before' }],
  ['500', { kind: 'answer', status: 500, when: 'before' }],
  ['503', { kind: 'answer', status: 503, when: 'before' }],
  ['reset', { kind: 'reset', when: 'before' }],
  ['reply lost', { kind: 'reset', when: 'after' }],
  ['500 after success', { kind: 'answer', status: 500, when: 'after' }],
];
const OF_PARTS: readonly (readonly [string, S3Fault])[] = [
  ['reset half-way', { kind: 'reset', when: 'midway' }],
  ['a byte changed on its way', { kind: 'corrupt', what: 'request' }],
];
const OF_COMPLETE: readonly (readonly [string, S3Fault])[] = [
  ['409', { kind: 'answer', status: 409, when: 'before' }],
  ['409 after success', { kind: 'answer', status: 409, when: 'after' }],
  ['412 for no object', { kind: 'answer', status: 412, when: 'before' }],
  ['412 of its own', { kind: 'answer', status: 412, when: 'after' }],
  [
    '500 in a reply that says 200',
    { kind: 'answer', status: 500, when: 'before', inOkReply: true },
  ],
];
const MATRIX: readonly (readonly [S3Operation, string, S3Fault])[] = [
  ...OF_ANY.map((fault) => ['initiate', ...fault] as const),
  ...[...OF_ANY, ...OF_PARTS].map((fault) => ['part', ...fault] as const),
  ...[...OF_ANY, ...OF_COMPLETE].map((fault) => ['complete', ...fault] as const),
];

/** In a usual run; the others are `[long]`. */
const USUAL = ['reset', 'reply lost', '500 after success', '409', '412 of its own'];
const usual = ([operation, name]: (typeof MATRIX)[number]) =>
  operation !== 'initiate' && USUAL.includes(name);
const isLong = process.env.ASSAY_LONG === '1';

async function digestOf(store: ObjectStore, key: string): Promise<string> {
  return createHash('sha256')
    .update(await store.read(key))
    .digest('hex');
}

describe.skipIf(isSkipped('s3'))('createIfAbsent in parts under faults [needs s3]', () => {
  const scene = useS3Server('versitygw');
  const lake = (): Promise<TroubledLake> => troubledLake(scene, { multipart: MULTIPART });
  const theirs = { bytes: bytesOf('theirs') };

  it('stores a file in parts, and leaves what exists', async () => {
    const { location, proxy, store, rival } = await lake();
    const file = join(await freshFolder(), 'large');
    await writeFile(file, LARGE);
    expect(await store.createIfAbsent('k', { file })).toBe('created');
    const parts = proxy.requests.filter(({ operation }) => operation === 'part');
    expect(parts.filter(({ key }) => KEY.test(key))).toHaveLength(2);
    expect(await store.createIfAbsent('k', { file })).toBe('exists');
    expect(await store.createIfAbsent('k', { bytes: LARGE })).toBe('exists');
    expect(await digestOf(rival, 'k')).toBe(LARGE_SHA256);
    expect(await openUploads(location)).toBe(0);
  });

  async function storesOnce(operation: S3Operation, name: string, fault: S3Fault): Promise<void> {
    const { location, proxy, store, rival } = await lake();
    proxy.inject({ operation, key: KEY, fault, times: 1 });
    expect(await store.createIfAbsent('k', { bytes: LARGE })).toBe('created');
    expect(await rival.createIfAbsent('k', theirs)).toBe('exists');
    expect(await digestOf(rival, 'k')).toBe(LARGE_SHA256);
    // An upload whose first answer was lost is known to nobody: the bucket's rules clear it away.
    const unknown = operation === 'initiate' && ['reply lost', '500 after success'].includes(name);
    expect(await openUploads(location)).toBe(unknown ? 1 : 0);
  }

  it.each(MATRIX.filter(usual))('stores it once: %s, %s', storesOnce);

  it.skipIf(!isLong).each(MATRIX.filter((row) => !usual(row)))(
    'stores it once: %s, %s [long]',
    storesOnce,
  );

  it.each([OF_ANY[3], OF_COMPLETE[0], ['none', { kind: 'none' }] as const])(
    'yields to who was first meanwhile: %s',
    async (_, fault) => {
      const { location, proxy, store, rival } = await lake();
      const meet = async () => {
        expect(await rival.createIfAbsent('k', theirs)).toBe('created');
      };
      proxy.inject({ operation: 'complete', key: KEY, fault, times: 1, meet });
      expect(await store.createIfAbsent('k', { bytes: LARGE })).toBe('exists');
      expect(await textOf(rival, 'k')).toBe('theirs');
      expect(await openUploads(location)).toBe(0);
    },
  );

  it('refuses a server that overwrites when an upload is completed', async () => {
    const endpoint = await startCarelessServer('ignores it');
    const location = { ...scene.freshLocation(), endpoint };
    const store = await scene.open(location, { multipart: MULTIPART });
    const creating = store.createIfAbsent('k', { bytes: LARGE });
    await expect(creating).rejects.toMatchObject({ code: 'UNSUPPORTED', retryable: false });
    expect(await store.head('k')).toBeUndefined();
  });

  it('lets one of several writers win', async () => {
    const { store, location } = await lake();
    const other = await scene.open(location, { multipart: MULTIPART });
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, (_, index) => {
        const bytes = Uint8Array.from(LARGE);
        bytes[0] = 200 + index;
        return (index % 2 === 0 ? store : other).createIfAbsent('k', { bytes });
      }),
    );
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
    expect((await store.readRange('k', 0, 1))[0]).toBe(200 + outcomes.indexOf('created'));
    expect(await openUploads(location)).toBe(0);
  });

  it('says UNAVAILABLE, and leaves no parts, when a part cannot be sent', async () => {
    const { location, proxy, store, rival } = await lake();
    proxy.inject({ operation: 'part', key: KEY, fault: { kind: 'reset', when: 'before' } });
    const expected = { code: 'UNAVAILABLE', retryable: true };
    await expect(store.createIfAbsent('k', { bytes: LARGE })).rejects.toMatchObject(expected);
    expect(await rival.head('k')).toBeUndefined();
    expect(await openUploads(location)).toBe(0);
  });

  it('says UNDECIDED, and leaves no parts, when the last request gets no answer', async () => {
    const { location, proxy, store, rival } = await lake();
    proxy.inject({ operation: 'complete', key: KEY, fault: { kind: 'reset', when: 'before' } });
    const expected = { code: 'UNDECIDED', retryable: true };
    await expect(store.createIfAbsent('k', { bytes: LARGE })).rejects.toMatchObject(expected);
    expect(await rival.head('k')).toBeUndefined();
    expect(await openUploads(location)).toBe(0);
  });
});
