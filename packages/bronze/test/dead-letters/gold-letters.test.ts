import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCommitSession } from '@assay/ledger';
import { deadLetterKey, positionDigest, positionOf, sha256Hex } from '@assay/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeadLetterReader, verifyBronze } from '../../src/index.js';
import { createScene, scratchFolder, type Scene } from '../support/scene.js';

/** The file of one dead letter, as a writer of either tier makes it. */
async function letterFile(): Promise<Buffer> {
  const scene = await createScene();
  const writer = scene.writer();
  await writer.start();
  await scene.log.append({ subject: 'market.other', bytes: Buffer.from('{') });
  await writer.stop();
  return Buffer.from(await scene.store.read(deadLetterKey('market', 1, 1n, 1n)));
}

/** Commits it as message 1 of a shard of Gold. */
async function storeInGold({ store }: Scene, shard: string): Promise<void> {
  const bytes = await letterFile();
  const path = join(await scratchFolder(), 'letters');
  await writeFile(path, bytes);
  const session = await openCommitSession({
    ...{ store, tier: 'gold', shard, writer: 'w' },
    log: async () => ({ stream: shard, created: '1', firstSequence: 1n, lastSequence: 1n }),
    rebuild: async () => {
      throw new Error('nothing was left unfinished');
    },
  });
  await session.commitBatch({
    ...{ from: 1n, to: 1n, delivered: 1, events: 1, rows: 0, deadLetters: 1, gaps: [], runs: [] },
    files: [
      {
        ...{ key: deadLetterKey(shard, 1, 1n, 1n), kind: 'dead-letters', partition: '', path },
        ...{ dataset: 'dead_letters.v1', rows: 1, bytes: bytes.length, sha256: sha256Hex(bytes) },
        positionDigest: positionDigest([positionOf(1n, 0)]),
      },
    ],
    closeReason: 'drain',
    last: { sequence: 1n, sha256: sha256Hex('message 1') },
    ...{ decodeFingerprint: 'd', configFingerprint: 'c' },
  });
  await session.close();
}

describe("dead letters of Gold's shards", () => {
  it("are read beside Bronze's, and are none of its orphans", async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    await scene.log.append({ subject: 'market.other', bytes: Buffer.from('[') });
    await writer.flushAll();
    await storeInGold(scene, 'levels');
    const reader = createDeadLetterReader({ store: scene.store });
    onTestFinished(() => reader.close());
    const { letters, groups } = await reader.summary();
    expect(letters).toBe(2);
    expect(groups.map(({ shard }) => shard).sort()).toEqual(['levels', 'market']);
    expect(await reader.find({ shard: 'levels', epoch: 1, position: 65_536n })).toMatchObject({
      subject: 'market.other',
      reason: 'NOT_JSON',
    });
    const { problems } = await verifyBronze({ store: scene.store });
    expect(problems).toEqual([]);
    await scene.store.createIfAbsent('_dlq/stray/e1/1.parquet', { bytes: Buffer.from('x') });
    const { problems: orphans } = await verifyBronze({ store: scene.store });
    expect(orphans).toMatchObject([{ kind: 'orphan-file' }]);
  });
});
