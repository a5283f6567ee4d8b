import { encodeLedgerEntry, ledgerEntryKey } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { emptyLedger } from '../../src/state/ledger-state.js';
import { composeClaim } from '../../src/protocol/compose-entry.js';
import { listShards } from '../../src/read/list-shards.js';
import { readLedger } from '../../src/read/read-ledger.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import { createScene, stopAt } from '../support/scene.js';

describe('readLedger', () => {
  it('gives an empty fold of a shard without a log', async () => {
    const fold = await readLedger(await createScene());
    expect(fold.state.head).toBe(0);
    expect(fold.files).toEqual([]);
  });

  it('tells committed files by prefix, dead letters, gaps and runs, and open intents apart', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    const letters = { ...(await scene.file(3, 3)), kind: 'dead-letters' as const, key: '_dlq/1' };
    await session.commitBatch(
      await scene.batch(1, 4, {
        delivered: 3,
        events: 3,
        rows: 2,
        deadLetters: 1,
        gaps: [{ from: 4n, to: 4n, reason: 'log-gap' }],
        files: [await scene.file(1, 2), letters],
        last: { sequence: 3n, sha256: 'a'.repeat(64) },
        runs: [{ run: 'r', from: 0n, to: 5n }],
      }),
    );
    await session.close();
    const failpoint = stopAt('ledger.before-commit');
    const next = await openCommitSession(scene.options({ failpoint }));
    await expect(next.commitBatch(await scene.batch(5, 6))).rejects.toThrow();

    const fold = await readLedger(scene);
    expect(fold.files.map(({ key }) => key)).toEqual(['bronze/model/1-2.parquet']);
    expect(fold.filesUnder('bronze/model/')).toHaveLength(1);
    expect(fold.filesUnder('bronze/other/')).toEqual([]);
    expect(fold.deadLetterFiles.map(({ key }) => key)).toEqual(['_dlq/1']);
    expect(fold.gaps).toEqual([{ epoch: 1, from: 4n, to: 4n, reason: 'log-gap' }]);
    expect(fold.lastOfRun('r')).toBe(5n);
    expect(fold.intendedFiles.map(({ key }) => key)).toEqual(['bronze/model/5-6.parquet']);
    expect(fold.totals).toEqual({ commits: 1, delivered: 3, events: 3, rows: 2, deadLetters: 1 });
  });

  it('refuses a log with a missing, an altered or a foreign entry', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    await session.commitBatch(await scene.batch(1, 2));
    const key = ledgerEntryKey('bronze', 'market', 2);
    const second = await scene.store.read(key);
    await scene.store.remove(key);
    const broken = expect.objectContaining({ code: 'BROKEN_CHAIN' });
    await expect(readLedger(scene)).rejects.toEqual(broken);

    const other = encodeLedgerEntry({
      ...composeClaim(emptyLedger('bronze', 'market'), 'x'),
      number: 2,
    });
    await scene.store.createIfAbsent(key, { bytes: other });
    await expect(readLedger(scene)).rejects.toEqual(broken);

    await scene.store.replace(key, { bytes: second });
    await readLedger(scene);
    await scene.store.createIfAbsent('_lake/bronze/market/log/notes.txt', { bytes: second });
    await expect(readLedger(scene)).rejects.toEqual(broken);
  });
});

describe('listShards', () => {
  it('names every shard with a log, once, and passes over what else is kept', async () => {
    const scene = await createScene();
    for (const shard of ['market', 'a b', 'MARKET_STOCKS', 'market-2']) {
      const session = await openCommitSession(scene.options({ shard }));
      await session.close();
    }
    const bytes = Buffer.from('{}');
    const others = [
      'market/lease.json',
      'market/checkpoints/1.json',
      'market/segments/1',
      'x/lease.json',
    ];
    for (const other of others) {
      await scene.store.createIfAbsent(`_lake/bronze/${other}`, { bytes });
    }
    const shards = await listShards(scene);
    expect([...shards].sort()).toEqual(['MARKET_STOCKS', 'a b', 'market', 'market-2']);
    expect(await listShards({ ...scene, tier: 'gold' })).toEqual([]);
  });
});
