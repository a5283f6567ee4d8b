import { ledgerEntryKey, type Derivation } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { readLedger } from '../../src/read/read-ledger.js';
import type { UnfinishedBatch } from '../../src/protocol/action.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import { createScene, stopAt, type Scene } from '../support/scene.js';

const DERIVATION: Derivation = {
  fingerprint: 'engine-1',
  last_tick_ns: 1_765_893_600_000_000_001n,
  inputs: [{ shard: 'market', epoch: 1, seq: 9_007_199_254_740_993n }],
  state: { key: '_lake/gold/x/state/1.bin', sha256: 'a'.repeat(64) },
  warm_up: null,
  missed: [{ shard: 'market', epoch: 1, from: 5n, to: 9n }],
};

const entryText = async (scene: Scene, number: number) =>
  Buffer.from(await scene.store.read(ledgerEntryKey('bronze', 'market', number))).toString('utf8');

describe('a derivation', () => {
  it('is in intent and commit, and in the state that the next session opens with', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    await session.commitBatch(await scene.batch(1, 2, { derivation: DERIVATION }));
    expect(session.state.derivation).toEqual(DERIVATION);
    await session.close();
    for (const number of [3, 4]) {
      expect(await entryText(scene, number)).toMatch(
        /,"derivation":\{"fingerprint":"engine-1","last_tick_ns":"1765893600000000001".*\}\}\n$/,
      );
    }
    // By the checkpoint, and by all entries.
    const next = await openCommitSession(scene.options());
    expect(next.state.derivation).toEqual(DERIVATION);
    await next.close();
    expect((await readLedger(scene)).state.derivation).toEqual(DERIVATION);
  });

  it('is of the last commit alone, and no part of an entry that has none', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    await session.commitBatch(await scene.batch(1, 1, { derivation: DERIVATION }));
    await session.commitBatch(await scene.batch(2, 2));
    expect(session.state.derivation).toBeUndefined();
    await session.close();
    expect(await entryText(scene, 5)).not.toContain('derivation');
    expect(await entryText(scene, 6)).not.toContain('derivation');
  });

  it('is told to whoever finishes the batch, whose commit says the same', async () => {
    const scene = await createScene();
    const stopped = await openCommitSession(
      scene.options({ failpoint: stopAt('ledger.after-intent') }),
    );
    const batch = await scene.batch(1, 2, { derivation: DERIVATION });
    await expect(stopped.commitBatch(batch)).rejects.toThrow();
    const told: UnfinishedBatch[] = [];
    const next = await openCommitSession(
      scene.options({
        rebuild: (unfinished) => {
          told.push(unfinished);
          return scene.batch(1, 2, { closeReason: 'recovery' });
        },
      }),
    );
    expect(told).toMatchObject([{ derivation: DERIVATION }]);
    expect(next.state.derivation).toEqual(DERIVATION);
    await next.close();
  });
});
