import { describe, expect, it } from 'vitest';
import { readLedger } from '../../src/read/read-ledger.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import {
  retireChosen,
  retireFiles,
  sealFiles,
  type SealRequest,
} from '../../src/session/seal-files.js';
import { createScene, stopAt, type Scene } from '../support/scene.js';

const SEALER = { writer: 'sealer', place: 's3://archive/lake' } as const;

const filesOf = async (scene: Scene) => (await readLedger(scene)).files;

describe('sealFiles', () => {
  it.each([
    ['archived files', { ...SEALER, reason: 'archived' as const }],
    ['retired files', undefined],
  ])('adds %s beside an owner, who reads it and goes on', async (_, request) => {
    const scene = await createScene();
    const owner = await openCommitSession(scene.options());
    await owner.commitBatch(await scene.batch(1, 2));
    const files = await filesOf(scene);
    const retirement = {
      writer: 'sealer',
      dates: ['2025-12-16'],
      certificateSha256: 'a'.repeat(64),
    };
    const added = await (request === undefined
      ? retireFiles(scene, { ...retirement, files })
      : sealFiles(scene, { ...request, files }));
    expect(added).toMatchObject({ number: 5, fence: 1, writer: 'sealer' });
    await owner.commitBatch(await scene.batch(3, 4));
    expect(owner.state).toMatchObject({ head: 7, fence: 1, committedTo: 4n });
    expect((await readLedger(scene)).state.committedTo).toBe(4n);
  });

  it('lets an owner go on that loses its commit to it, and keeps the batch', async () => {
    const scene = await createScene();
    const owner = await openCommitSession(scene.options());
    await owner.commitBatch(await scene.batch(1, 2));
    const files = await filesOf(scene);
    let seals = 0;
    const failpoint = async (name: string) => {
      if (name === 'ledger.before-commit' && seals === 0) {
        seals += 1;
        await sealFiles(scene, { ...SEALER, reason: 'archived', files });
      }
    };
    const next = await openCommitSession(scene.options({ failpoint }));
    expect(await next.commitBatch(await scene.batch(3, 4))).toMatchObject({ number: 8 });
    expect((await readLedger(scene)).state).toMatchObject({ head: 8, committedTo: 4n });
  });

  it.each(['moved', 'followed'] as const)(
    'ends every writer of a shard that is %s',
    async (reason) => {
      const scene = await createScene();
      const owner = await openCommitSession(scene.options());
      await owner.commitBatch(await scene.batch(1, 2));
      await sealFiles(scene, { ...SEALER, reason, files: [] });
      const sealed = {
        code: 'SEALED',
        message: expect.stringMatching(/s3:\/\/archive\/lake/) as string,
      };
      await expect(owner.commitBatch(await scene.batch(3, 4))).rejects.toMatchObject(sealed);
      await expect(openCommitSession(scene.options())).rejects.toMatchObject(sealed);
      await expect(sealFiles(scene, { ...SEALER, reason, files: [] })).rejects.toMatchObject(
        sealed,
      );
      const { state } = await readLedger(scene);
      expect(state.seal).toEqual({ reason, place: SEALER.place, entry: 5 });
    },
  );

  it.each<[string, (scene: Scene) => Promise<Partial<SealRequest>>]>([
    [
      'a file that is not committed',
      async () => ({ files: [{ key: 'x', sha256: 'b'.repeat(64) }] }),
    ],
    [
      'a file with other bytes',
      async (scene) => ({
        files: [{ key: (await filesOf(scene))[0].key, sha256: 'b'.repeat(64) }],
      }),
    ],
    ['a log that has grown', async () => ({ after: 3 })],
  ])('refuses %s', async (_, change) => {
    const scene = await createScene();
    const owner = await openCommitSession(scene.options());
    await owner.commitBatch(await scene.batch(1, 2));
    const request = { ...SEALER, reason: 'archived' as const, files: [], ...(await change(scene)) };
    await expect(sealFiles(scene, request)).rejects.toMatchObject({ code: 'REFUSED' });
    expect((await readLedger(scene)).state.head).toBe(4);
  });

  it('refuses a whole shard with an unfinished batch, and one that nobody wrote', async () => {
    const scene = await createScene();
    const request = { ...SEALER, reason: 'moved' as const, files: [] };
    await expect(sealFiles(scene, request)).rejects.toMatchObject({ code: 'REFUSED' });
    const dying = await openCommitSession(
      scene.options({ failpoint: stopAt('ledger.after-intent') }),
    );
    await expect(dying.commitBatch(await scene.batch(1, 2))).rejects.toThrow(/stopped/);
    await expect(sealFiles(scene, request)).rejects.toMatchObject({ code: 'REFUSED' });
  });
});

describe('retireChosen', () => {
  it('chooses from the very log that its entry is added to', async () => {
    const scene = await createScene();
    const owner = await openCommitSession(scene.options());
    await owner.commitBatch(await scene.batch(1, 2));
    const seen: number[] = [];
    const request = {
      writer: 'retainer',
      dates: ['2025-12-16'],
      certificateSha256: 'a'.repeat(64),
    };
    let late: Promise<unknown> | undefined;
    const store: Scene['store'] = {
      ...scene.store,
      createIfAbsent: async (key, source) => {
        // Before the first try takes effect the owner commits once more.
        late ??= owner.commitBatch(await scene.batch(3, 4));
        await late;
        return scene.store.createIfAbsent(key, source);
      },
    };
    const entry = await retireChosen(
      { ...scene, store },
      {
        ...request,
        choose: ({ files }) => {
          seen.push(files.length);
          return files.slice(0, 1);
        },
      },
    );
    expect(seen).toEqual([1, 2]);
    expect(entry).toMatchObject({ number: 7, kind: 'retire' });
    expect((await readLedger(scene)).files).toHaveLength(1);
  });

  it('adds no entry where nothing is chosen', async () => {
    const scene = await createScene();
    const owner = await openCommitSession(scene.options());
    await owner.commitBatch(await scene.batch(1, 2));
    const request = { writer: 'retainer', dates: [], certificateSha256: 'a'.repeat(64) };
    expect(await retireChosen(scene, { ...request, choose: () => [] })).toBeUndefined();
    expect((await readLedger(scene)).state.head).toBe(4);
  });
});
