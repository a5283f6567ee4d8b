import { describe, expect, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { bytesOf, keysOf, textOf } from '../scene.js';
import { useS3Server } from '../support/s3-lake.js';
import { openUploads } from '../support/s3-trouble.js';

/** One part is enough: the last may be small. */
const IN_PARTS = { multipart: { aboveBytes: 0 } };

describe.skipIf(isSkipped('s3'))(
  'createIfAbsent in S3, stopped between its steps [needs s3]',
  () => {
    const scene = useS3Server('versitygw');

    it.each([
      ['storage.after-put', {}, true, 0],
      ['storage.after-upload-start', IN_PARTS, false, 1],
      ['storage.after-part', IN_PARTS, false, 1],
      ['storage.after-complete', IN_PARTS, true, 0],
    ] as const)(
      'leaves the object whole or absent at %s',
      async (name, options, published, left) => {
        const location = scene.freshLocation();
        const stop = new Error(`stopped at ${name}`);
        const failpoint = (reached: string) => {
          if (reached === name) throw stop;
        };
        const store = await scene.open(location, { ...options, failpoint });
        await expect(store.createIfAbsent('d/k', { bytes: bytesOf('whole') })).rejects.toBe(stop);

        const next = await scene.open(location, options);
        expect(await keysOf(next)).toEqual(published ? ['d/k'] : []);
        const outcome = await next.createIfAbsent('d/k', { bytes: bytesOf('again') });
        expect(outcome).toBe(published ? 'exists' : 'created');
        expect(await textOf(next, 'd/k')).toBe(published ? 'whole' : 'again');
        expect(await openUploads(location)).toBe(left);
      },
    );

    it.each(['storage.after-upload-start', 'storage.after-part'])(
      'comes too late when it stood still at %s while another was first',
      async (name) => {
        const location = scene.freshLocation();
        const rival = await scene.open(location);
        const store = await scene.open(location, {
          ...IN_PARTS,
          failpoint: async (reached) => {
            if (reached === name) await rival.createIfAbsent('k', { bytes: bytesOf('theirs') });
          },
        });
        expect(await store.createIfAbsent('k', { bytes: bytesOf('ours') })).toBe('exists');
        expect(await textOf(rival, 'k')).toBe('theirs');
        expect(await openUploads(location)).toBe(0);
      },
    );

    it('finds the object of a create whose answer came to nobody, and says that it exists', async () => {
      const location = scene.freshLocation();
      const first = await scene.open(location, {
        failpoint: () => {
          throw new Error('died');
        },
      });
      const same = { bytes: bytesOf('same') };
      await expect(first.createIfAbsent('k', same)).rejects.toThrow('died');
      // Another process cannot tell that it was the one before: it compares, as the ledger does.
      expect(await (await scene.open(location)).createIfAbsent('k', same)).toBe('exists');
    });
  },
);
