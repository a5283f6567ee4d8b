import { nullLogger, nullMetrics, type LogFields } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { isSkipped, type S3Fault, type S3Operation } from '../../../../test-servers.mjs';
import type { ObjectStore, S3StoreOptions, StorageError } from '../../src/index.js';
import { bytesOf, keysOf, textOf } from '../scene.js';
import { startCarelessServer } from '../support/careless-server.js';
import { useS3Server } from '../support/s3-lake.js';
import { openUploads, PART, troubledLake } from '../support/s3-trouble.js';

/** Not what is asked of the service before the first replacement. */
const KEY = /\/k$/;
/** One part is enough: the last may be small. */
const IN_PARTS = { multipart: { aboveBytes: 0, partBytes: PART, lanes: 2 } };
const WAYS = [
  ['whole', 'replace', {}],
  ['in parts', 'complete', IN_PARTS],
] as const satisfies readonly (readonly [string, S3Operation, Partial<S3StoreOptions>])[];

const NOT_SERVED: readonly (readonly [string, S3Fault])[] = [
  ['409', { kind: 'answer', status: 409, when: 'before' }],
  ['412 while it is the same', { kind: 'answer', status: 412, when: 'before' }],
  ['429', { kind: 'answer', status: 429, when: 'before' }],
  ['500', { kind: 'answer', status: 500, when: 'before' }],
  ['reset', { kind: 'reset', when: 'before' }],
  ['silence', { kind: 'stall', when: 'before' }],
];
const SERVED: readonly (readonly [string, S3Fault])[] = [
  ['reply lost', { kind: 'reset', when: 'after' }],
  ['409', { kind: 'answer', status: 409, when: 'after' }],
  ['412 of its own', { kind: 'answer', status: 412, when: 'after' }],
  ['500', { kind: 'answer', status: 500, when: 'after' }],
];
const FAULTS = [...NOT_SERVED, ...SERVED];
/** In a usual run; the others are `[long]`. */
const USUAL = [NOT_SERVED[4], SERVED[0], SERVED[2]];
const isLong = process.env.ASSAY_LONG === '1';
const ours = { bytes: bytesOf('ours') };
const theirs = { bytes: bytesOf('theirs') };

async function tagOf(store: ObjectStore, key: string): Promise<string> {
  return (await store.head(key))?.tag ?? 'none';
}

describe.skipIf(isSkipped('s3'))('replaceIfSame in S3 under faults [needs s3]', () => {
  const scene = useS3Server('versitygw');

  describe.each(WAYS)('%s', (_, operation, options) => {
    async function lake() {
      const troubled = await troubledLake(scene, options);
      await troubled.rival.createIfAbsent('k', { bytes: bytesOf('old') });
      // What each asks of the service first is no part of what is tested.
      for (const store of [troubled.rival, troubled.store]) {
        await store.replaceIfSame('k', { bytes: bytesOf('old') }, await tagOf(store, 'k'));
      }
      return { ...troubled, tag: await tagOf(troubled.rival, 'k') };
    }

    async function replacesOnce(__: string, fault: S3Fault): Promise<void> {
      const { location, proxy, store, rival, tag } = await lake();
      proxy.inject({ operation, key: KEY, fault, times: 1 });
      expect(await store.replaceIfSame('k', ours, tag)).toBe('replaced');
      expect(await rival.replaceIfSame('k', theirs, tag)).toBe('changed');
      expect(await textOf(rival, 'k')).toBe('ours');
      expect(await keysOf(rival)).toEqual(['k']);
      expect(await openUploads(location)).toBe(0);
    }
    it.each(USUAL)('replaces once: %s', replacesOnce);
    it.skipIf(!isLong).each(FAULTS.filter((row) => !USUAL.includes(row)))(
      'replaces once: %s [long]',
      replacesOnce,
    );

    it.each([
      ['no fault', { kind: 'none' }, 'changed'],
      ...(isLong ? ([['412', NOT_SERVED[1][1], 'changed']] as const) : []),
      ['reset', NOT_SERVED[4][1], 'UNDECIDED'],
    ] as const)('yields to who was first meanwhile: %s', async (__, fault, expected) => {
      const { location, proxy, store, rival, tag } = await lake();
      const meet = async () => {
        expect(await rival.replaceIfSame('k', theirs, tag)).toBe('replaced');
      };
      proxy.inject({ operation, key: KEY, fault, times: 1, meet });
      const outcome = await store
        .replaceIfSame('k', ours, tag)
        .catch((error: unknown) => (error as StorageError).code);
      expect(outcome).toBe(expected);
      expect(await textOf(rival, 'k')).toBe('theirs');
      expect(await openUploads(location)).toBe(0);
    });

    it('does not bring back what was removed meanwhile', async () => {
      const { proxy, store, rival, tag } = await lake();
      const meet = () => rival.remove('k');
      proxy.inject({ operation, key: KEY, fault: { kind: 'none' }, times: 1, meet });
      expect(await store.replaceIfSame('k', ours, tag)).toBe('changed');
      expect(await rival.head('k')).toBeUndefined();
    });

    it('leaves the old object or the new one where its process stops', async () => {
      const { location, tag } = await lake();
      const point = operation === 'replace' ? 'storage.after-put' : 'storage.after-complete';
      for (const [name, expected] of [
        ['storage.after-part', 'old'],
        [point, 'ours'],
      ]) {
        const failpoint = (reached: string) => {
          if (reached === name) throw new Error('died');
        };
        const store = await scene.open(location, { ...options, failpoint });
        if (name === point || operation === 'complete') {
          await expect(store.replaceIfSame('k', ours, tag)).rejects.toThrow('died');
          expect(await textOf(store, 'k')).toBe(expected);
        }
      }
      const next = await scene.open(location, options);
      expect(await next.replaceIfSame('k', theirs, tag)).toBe('changed');
      expect(await next.replaceIfSame('k', theirs, await tagOf(next, 'k'))).toBe('replaced');
    });

    it('lets one of eight win, round after round', async () => {
      const { location, store, rival } = await lake();
      const other = await scene.open(location, options);
      for (let round = 0; round < (isLong ? 30 : 3); round += 1) {
        const tag = await tagOf(rival, 'k');
        const outcomes = await Promise.all(
          Array.from({ length: 8 }, (__, index) =>
            (index % 2 === 0 ? store : other).replaceIfSame(
              'k',
              { bytes: bytesOf(`${round} ${index}`) },
              tag,
            ),
          ),
        );
        expect(outcomes.filter((outcome) => outcome === 'replaced')).toHaveLength(1);
        expect(await textOf(rival, 'k')).toBe(`${round} ${outcomes.indexOf('replaced')}`);
      }
    });
  });

  it('asks once whether the condition is kept, and again where that could not be answered', async () => {
    const { proxy, store, rival } = await troubledLake(scene);
    await rival.createIfAbsent('k', ours);
    const tag = await tagOf(rival, 'k');
    const fault: S3Fault = { kind: 'answer', status: 503, when: 'before' };
    proxy.inject({ operation: 'replace', key: /\/same$/, fault });
    await expect(store.replaceIfSame('k', theirs, tag)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
    });
    expect(await textOf(rival, 'k')).toBe('ours');
    proxy.clear();
    // Where answers are lost nobody knows how many of the eight won: it is asked once more.
    const lost: S3Fault = { kind: 'reset', when: 'after' };
    proxy.inject({ operation: 'replace', key: /\/same$/, fault: lost, every: 2, times: 6 });
    expect(await store.replaceIfSame('k', theirs, tag)).toBe('replaced');
    const before = proxy.requests.length;
    expect(await store.replaceIfSame('k', ours, await tagOf(rival, 'k'))).toBe('replaced');
    expect(proxy.requests.length - before).toBe(1);
    expect(await keysOf(rival)).toEqual(['k']);
  });
});

describe.skipIf(isSkipped('s3'))('replaceIfSame on a server that is careless [needs s3]', () => {
  const scene = useS3Server('versitygw');

  it.each([
    ['ignores it', 'of two replacements of one object were replaced and replaced'],
    ['looks, then writes', /^of 8 replacements at once [2-8] succeeded$/],
    ['refuses a tag', /^the condition was refused: /],
  ] as const)(
    'looks by itself where the server %s, and says so once',
    async (carelessness, seen) => {
      const warnings: (LogFields | undefined)[] = [];
      let counted = 0;
      const store = await scene.open(
        { ...scene.freshLocation(), endpoint: await startCarelessServer(carelessness) },
        {
          logger: {
            ...nullLogger,
            warn: (message, fields) => {
              expect(message).toContain('does not honour If-Match');
              warnings.push(fields);
            },
          },
          metrics: {
            ...nullMetrics,
            counter: ({ name }) => ({
              add: (by) => {
                counted += name === 'assay_storage_unguarded_replaces_total' ? by : 0;
              },
            }),
          },
        },
      );
      await store.replace('k', { bytes: bytesOf('old') });
      const tag = await tagOf(store, 'k');
      expect(await store.replaceIfSame('k', ours, tag)).toBe('replaced');
      expect(await store.replaceIfSame('k', theirs, tag)).toBe('changed');
      expect(await textOf(store, 'k')).toBe('ours');
      expect(await store.replaceIfSame('k', theirs, await tagOf(store, 'k'))).toBe('replaced');
      expect(await store.replaceIfSame('absent', theirs, tag)).toBe('changed');
      const said = typeof seen === 'string' ? seen : expect.stringMatching(seen);
      expect(warnings).toMatchObject([{ sending: 'whole', seen: said }]);
      expect(counted).toBe(2);
    },
  );
});
