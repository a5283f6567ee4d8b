import { StorageError, type ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { readLedger } from '../../src/read/read-ledger.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import { createScene } from '../support/scene.js';

/** Every create is undecided `times` times before it goes through; it took effect at once or never. */
function undecidedStore(store: ObjectStore, takesEffect: boolean, times: number): ObjectStore {
  const attempts = new Map<string, number>();
  return {
    ...store,
    createIfAbsent: async (key, source) => {
      const attempt = attempts.get(key) ?? 0;
      attempts.set(key, attempt + 1);
      if (attempt >= times) {
        return store.createIfAbsent(key, source);
      }
      if (takesEffect) {
        await store.createIfAbsent(key, source);
      }
      throw new StorageError('UNDECIDED', `${key}: no reply`);
    },
  };
}

describe('a create whose reply is lost', () => {
  it.each([true, false])('is read back (it took effect: %s)', async (takesEffect) => {
    const scene = await createScene();
    const store = undecidedStore(scene.store, takesEffect, 2);
    const session = await openCommitSession(scene.options({ store }));
    await session.commitBatch(await scene.batch(1, 5));
    await session.commitBatch(await scene.batch(6, 9));
    const { state, files } = await readLedger(scene);
    expect(state).toMatchObject({ head: 6, fence: 1, committedTo: 9n });
    expect(files).toHaveLength(2);
  });

  it('is tried so often, and then left to a new session', async () => {
    const scene = await createScene();
    const store = undecidedStore(scene.store, false, 100);
    await expect(openCommitSession(scene.options({ store }))).rejects.toMatchObject({
      code: 'UNDECIDED',
      retryable: true,
      cause: expect.objectContaining({ message: expect.stringMatching(/no reply/) }),
    });
    await openCommitSession(scene.options());
  });

  it('of which another writer took the number, is that of a fenced writer', async () => {
    const scene = await createScene();
    const session = await openCommitSession(
      scene.options({
        store: {
          ...scene.store,
          createIfAbsent: async (key, source) => {
            if (key.endsWith('3.json')) {
              await openCommitSession(scene.options());
              throw new StorageError('UNDECIDED', `${key}: no reply`);
            }
            return scene.store.createIfAbsent(key, source);
          },
        },
      }),
    );
    await expect(session.commitBatch(await scene.batch(1, 5))).rejects.toMatchObject({
      code: 'FENCED',
    });
  });

  it('that the store refuses for good, ends the session with the store’s own error', async () => {
    const scene = await createScene();
    const full = new StorageError('UNAVAILABLE', 'disk full');
    const store = { ...scene.store, createIfAbsent: () => Promise.reject(full) };
    await expect(openCommitSession(scene.options({ store }))).rejects.toBe(full);
  });
});
