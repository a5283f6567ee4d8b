import { StorageError, type ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import type { BuiltBatch } from '../../src/batch.js';
import { readLedger } from '../../src/read/read-ledger.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import { createScene, type Scene } from '../support/scene.js';

/** One batch of as many files as messages. */
async function batchOfFiles(scene: Scene, messages: number): Promise<BuiltBatch> {
  const files = Array.from({ length: messages }, (_, index) => scene.file(index + 1, index + 1));
  return scene.batch(1, messages, { files: await Promise.all(files) });
}

const isData = (key: string) => key.startsWith('bronze/');

describe('files that are published side by side', () => {
  it('are at most eight at a time, and are all there before the commit begins', async () => {
    const scene = await createScene();
    let open = 0;
    let most = 0;
    let published = 0;
    let publishedAtCommit = 0;
    const store: ObjectStore = {
      ...scene.store,
      createIfAbsent: async (key, source) => {
        open += 1;
        most = Math.max(most, open);
        publishedAtCommit = isData(key) ? publishedAtCommit : published;
        const outcome = await scene.store.createIfAbsent(key, source);
        published += isData(key) ? 1 : 0;
        open -= 1;
        return outcome;
      },
    };
    const session = await openCommitSession(scene.options({ store }));
    await session.commitBatch(await batchOfFiles(scene, 20));
    expect(most).toBe(8);
    expect(publishedAtCommit).toBe(20);
  });

  it('are committed in the order of the batch, whichever landed first', async () => {
    const scene = await createScene();
    const batch = await batchOfFiles(scene, 3);
    const [first] = batch.files;
    let others = 0;
    const store: ObjectStore = {
      ...scene.store,
      createIfAbsent: async (key, source) => {
        // The first file has no luck until the others are in the lake.
        if (key === first.key && others < 2) {
          throw new StorageError('UNDECIDED', `${key}: no reply`);
        }
        others += isData(key) ? 1 : 0;
        return scene.store.createIfAbsent(key, source);
      },
    };
    const session = await openCommitSession(scene.options({ store }));
    const commit = await session.commitBatch(batch);
    expect(commit.files.map(({ key }) => key)).toEqual(batch.files.map(({ key }) => key));
  });

  it.each(Array.from({ length: 8 }, (_, mask) => mask.toString(2).padStart(3, '0')))(
    'are finished by a successor, whichever of them were there (%s)',
    async (mask) => {
      const scene = await createScene();
      const batch = await batchOfFiles(scene, 3);
      const broken = new StorageError('UNAVAILABLE', 'the device reports an error');
      const store: ObjectStore = {
        ...scene.store,
        createIfAbsent: (key, source) => {
          const place = batch.files.findIndex((file) => file.key === key);
          const isRefused = isData(key) ? mask[place] === '0' : key.endsWith('4.json');
          return isRefused ? Promise.reject(broken) : scene.store.createIfAbsent(key, source);
        },
      };
      const first = await openCommitSession(scene.options({ store }));
      await expect(first.commitBatch(batch)).rejects.toBe(broken);
      const rebuild = async () => ({ ...batch, closeReason: 'recovery' as const });
      const second = await openCommitSession(scene.options({ rebuild }));
      expect(second.state.committedTo).toBe(3n);
      const { files, intendedFiles } = await readLedger(scene);
      expect(files.map(({ key }) => key).sort()).toEqual(batch.files.map(({ key }) => key).sort());
      expect(intendedFiles).toEqual([]);
    },
  );

  it('are waited for when one of them is refused: nothing lands after the session ended', async () => {
    const scene = await createScene();
    const batch = await batchOfFiles(scene, 3);
    const broken = new StorageError('UNAVAILABLE', 'disk full');
    let landed = 0;
    const store: ObjectStore = {
      ...scene.store,
      createIfAbsent: async (key, source) => {
        if (key === batch.files[0].key) {
          throw broken;
        }
        const outcome = await scene.store.createIfAbsent(key, source);
        landed += isData(key) ? 1 : 0;
        return outcome;
      },
    };
    const session = await openCommitSession(scene.options({ store }));
    await expect(session.commitBatch(batch)).rejects.toBe(broken);
    expect(landed).toBe(2);
    expect((await readLedger(scene)).state).toMatchObject({ head: 3, committedTo: 0n });
  });
});
