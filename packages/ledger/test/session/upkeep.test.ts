import { ledgerCheckpointKey, parseLedgerCheckpoint } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { inspectChain } from '../../src/read/inspect-chain.js';
import { readLedger } from '../../src/read/read-ledger.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import { createScene, sha256, stopAt, type Scene } from '../support/scene.js';

const KEY = ledgerCheckpointKey('bronze', 'market');
const UPKEEP = { checkpointEntries: 6, segmentEntries: 10 };

async function commitTo(scene: Scene, to: number, more: Parameters<Scene['options']>[0] = {}) {
  const session = await openCommitSession(scene.options({ upkeep: UPKEEP, ...more }));
  for (let next = Number(session.state.committedTo) + 1; next <= to; next += 1) {
    const ordinal = BigInt(next - 1);
    const runs = [{ run: `run-${next % 2}`, from: ordinal, to: ordinal }];
    await session.commitBatch(await scene.batch(next, next, { runs }));
  }
  return session;
}

const checkpointOf = async (scene: Scene) =>
  parseLedgerCheckpoint(await scene.store.read(KEY), KEY);

async function keysIn(scene: Scene, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of scene.store.list(prefix)) {
    keys.push(key);
  }
  return keys;
}

describe('a commit session', () => {
  it('leaves a checkpoint when it is closed, and the next one begins with it', async () => {
    const scene = await createScene();
    await (await commitTo(scene, 2)).close();
    const { number } = await checkpointOf(scene);
    expect(number).toBe(6);

    const reads: string[] = [];
    const store = {
      ...scene.store,
      read: (key: string) => {
        reads.push(key);
        return scene.store.read(key);
      },
    };
    const markAt = async (sequence: bigint) => ({
      sequence,
      sha256: sha256(`message ${sequence}`),
    });
    const next = await openCommitSession(scene.options({ store, markAt }));
    expect(reads.filter((key) => key.includes('/log/'))).toHaveLength(1);
    expect(next.state).toMatchObject({ head: 7, fence: 2, committedTo: 2n });
    expect(next.state.storedOfRun('run-1')).toEqual([{ from: 0n, to: 0n }]);
    await next.close();
    expect((await checkpointOf(scene)).number).toBe(7);
  });

  it('leaves none when it ended with an error', async () => {
    const scene = await createScene();
    const failpoint = stopAt('ledger.before-commit');
    const session = await openCommitSession(scene.options({ failpoint }));
    await expect(session.commitBatch(await scene.batch(1, 1))).rejects.toThrow();
    await session.close();
    expect(await scene.store.head(KEY)).toBeUndefined();
  });

  it('keeps its log in checkpoints and segments, through restarts in the middle of a batch', async () => {
    const scene = await createScene();
    for (const to of [3, 7, 8, 15, 21]) {
      const failpoint = stopAt('ledger.before-commit');
      await (await commitTo(scene, to)).close();
      const dying = await openCommitSession(scene.options({ upkeep: UPKEEP, failpoint }));
      await expect(dying.commitBatch(await scene.batch(to + 1, to + 1))).rejects.toThrow();
    }
    const session = await commitTo(scene, 24);
    const { head, fence, committedTo } = session.state;
    await session.close();
    const fold = await readLedger(scene);
    expect(fold.state).toMatchObject({ head, fence, committedTo });
    expect(fold.totals).toMatchObject({ commits: 24, delivered: 24 });
    const { totals } = await checkpointOf(scene);
    expect(totals).toMatchObject({ commits: 24, delivered: 24, rows: 24 });
    expect((await keysIn(scene, '_lake/bronze/market/segments/')).length).toBeGreaterThan(4);
    expect((await keysIn(scene, '_lake/bronze/market/log/')).length).toBeLessThan(fence + 10);
    const problems: unknown[] = [];
    for await (const { entry } of inspectChain(scene, (problem) => problems.push(problem))) {
      expect(entry).toBeDefined();
    }
    expect(problems).toEqual([]);
  });
});
