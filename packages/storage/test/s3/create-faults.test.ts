import { describe, expect, it } from 'vitest';
import { isSkipped, type S3Fault } from '../../../../test-servers.mjs';
import { bytesOf, keysOf, textOf } from '../scene.js';
import { useS3Server } from '../support/s3-lake.js';
import { troubledLake } from '../support/s3-trouble.js';

/** Faults of one request, by whether the server served it. */
const NOT_SERVED: readonly (readonly [string, S3Fault])[] = [
  ['409', { kind: 'answer', status: 409, when: 'before' }],
  ['412 for no object', { kind: 'answer', status: 412, when: 'before' }],
  ['429', { kind: 'answer', status: 429, when: 'before' }],
  ['500', { kind: 'answer', status: 500, when: 'before' }],
  ['503', { kind: 'answer', status: 503, when: 'before' }],
  ['reset', { kind: 'reset', when: 'before' }],
  ['reset half-way', { kind: 'reset', when: 'midway' }],
  ['silence', { kind: 'stall', when: 'before' }],
  ['a byte changed on its way', { kind: 'corrupt', what: 'request' }],
];
const SERVED: readonly (readonly [string, S3Fault])[] = [
  ['reply lost', { kind: 'reset', when: 'after' }],
  ['silence', { kind: 'stall', when: 'after' }],
  ['409', { kind: 'answer', status: 409, when: 'after' }],
  ['412 of its own', { kind: 'answer', status: 412, when: 'after' }],
  ['500', { kind: 'answer', status: 500, when: 'after' }],
  ['503', { kind: 'answer', status: 503, when: 'after' }],
];

describe.skipIf(isSkipped('s3'))('createIfAbsent in S3 under faults [needs s3]', () => {
  const scene = useS3Server('versitygw');
  const ours = { bytes: bytesOf('ours') };
  const theirs = { bytes: bytesOf('theirs') };

  it.each(NOT_SERVED)('sends the same bytes again: %s', async (_, fault) => {
    const { proxy, store, rival } = await troubledLake(scene);
    proxy.inject({ operation: 'create', fault, times: 1 });
    expect(await store.createIfAbsent('k', ours)).toBe('created');
    expect(proxy.count('create')).toBe(2);
    expect(await rival.createIfAbsent('k', theirs)).toBe('exists');
    expect(await textOf(rival, 'k')).toBe('ours');
  });

  it.each(SERVED)('finds its own object: %s', async (_, fault) => {
    const { proxy, store, rival } = await troubledLake(scene);
    proxy.inject({ operation: 'create', fault, times: 1 });
    expect(await store.createIfAbsent('k', ours)).toBe('created');
    expect(await rival.createIfAbsent('k', theirs)).toBe('exists');
    expect(await textOf(rival, 'k')).toBe('ours');
  });

  it.each([...NOT_SERVED, ['no fault', { kind: 'none' }] as const])(
    'yields to who was first meanwhile: %s',
    async (_, fault) => {
      const { proxy, store, rival } = await troubledLake(scene);
      const meet = async () => {
        expect(await rival.createIfAbsent('k', theirs)).toBe('created');
      };
      proxy.inject({ operation: 'create', fault, times: 1, meet });
      expect(await store.createIfAbsent('k', ours)).toBe('exists');
      expect(await textOf(rival, 'k')).toBe('theirs');
    },
  );

  it('yields to an identical twin that was first', async () => {
    const { proxy, store, rival } = await troubledLake(scene);
    const meet = async () => {
      expect(await rival.createIfAbsent('k', ours)).toBe('created');
    };
    proxy.inject({ operation: 'create', fault: { kind: 'reset', when: 'before' }, times: 1, meet });
    expect(await store.createIfAbsent('k', ours)).toBe('exists');
  });

  it('looks again when it cannot read back at once', async () => {
    const { proxy, store } = await troubledLake(scene);
    proxy.inject({ operation: 'create', fault: { kind: 'reset', when: 'after' }, times: 1 });
    proxy.inject({ operation: 'head', fault: { kind: 'reset', when: 'before' }, times: 2 });
    expect(await store.createIfAbsent('k', ours)).toBe('created');
    expect(proxy.count('create')).toBe(1);
  });

  it('says UNDECIDED when no answer says whether it took effect', async () => {
    const { proxy, store, rival } = await troubledLake(scene);
    proxy.inject({ operation: 'create', fault: { kind: 'reset', when: 'before' } });
    const expected = { name: 'StorageError', code: 'UNDECIDED', retryable: true };
    await expect(store.createIfAbsent('k', ours)).rejects.toMatchObject(expected);
    expect(await rival.head('k')).toBeUndefined();
  });

  it('says UNDECIDED when the object is taken and nobody can say by whom', async () => {
    const { proxy, store, rival } = await troubledLake(scene);
    await rival.createIfAbsent('k', theirs);
    proxy.inject({ operation: 'head', fault: { kind: 'reset', when: 'before' } });
    const expected = { code: 'UNDECIDED', retryable: true };
    await expect(store.createIfAbsent('k', ours)).rejects.toMatchObject(expected);
  });

  it.each([429, 503] as const)('says UNAVAILABLE when it is told %i to the end', async (status) => {
    const { proxy, store, rival } = await troubledLake(scene);
    const fault: S3Fault = { kind: 'answer', status, when: 'before' };
    proxy.inject({ operation: 'create', fault });
    const create = store.createIfAbsent('k', ours);
    await expect(create).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(create).rejects.toThrow('the service asks to slow down');
    expect(await rival.head('k')).toBeUndefined();
  });

  it('has one winner when many requests of many writers go wrong', async () => {
    const lake = await troubledLake(scene);
    lake.proxy.inject({
      operation: 'create',
      fault: { kind: 'reset', when: 'after' },
      probability: 0.3,
    });
    lake.proxy.inject({
      operation: 'create',
      fault: { kind: 'answer', status: 500, when: 'before' },
      probability: 0.3,
    });
    for (let round = 0; round < 10; round += 1) {
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 === 0 ? lake.store : lake.rival).createIfAbsent(`race ${round}`, {
            bytes: bytesOf(`${index}`),
          }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(await textOf(lake.rival, `race ${round}`)).toBe(`${outcomes.indexOf('created')}`);
    }
  });

  it('replaces, reads, looks, lists and removes through passing faults', async () => {
    const { proxy, store } = await troubledLake(scene);
    for (const [name, fault] of [...NOT_SERVED.slice(2, 6), SERVED[0]]) {
      proxy.clear();
      proxy.inject({ fault, every: 2 });
      await store.replace('r', { bytes: bytesOf(name) });
      expect(await textOf(store, 'r')).toBe(name);
      expect(Buffer.from(await store.readRange('r', 1, 3)).toString()).toBe(name.slice(1, 3));
      expect(await store.head('r')).toMatchObject({ key: 'r', bytes: name.length });
      expect(await keysOf(store)).toEqual(['r']);
      await store.remove('r');
      expect(await store.head('r')).toBeUndefined();
    }
    expect(proxy.requests.filter(({ fault }) => fault !== undefined).length).toBeGreaterThan(20);
  });

  it.each([
    ['cut short', { kind: 'truncate' }],
    ['changed', { kind: 'corrupt', what: 'reply' }],
  ] as const)('reads again what came %s', async (_, fault) => {
    const { proxy, store } = await troubledLake(scene);
    const bytes = new Uint8Array(100_000).fill(7);
    await store.createIfAbsent('k', { bytes });
    proxy.inject({ operation: 'get', fault, times: 1 });
    expect(Buffer.compare(await store.read('k'), bytes)).toBe(0);
    expect(proxy.count('get')).toBe(2);
  });
});
