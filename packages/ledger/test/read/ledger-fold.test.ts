import { describe, expect, it } from 'vitest';
import { createLedgerReader } from '../../src/read/ledger-reader.js';
import { readLedger } from '../../src/read/read-ledger.js';
import { logOf, type EntryLog } from '../support/entry-log.js';
import { createMapStore } from '../support/map-store.js';

const HASH = 'a'.repeat(64);
const fileOf = (sequence: number) => ({ key: `bronze/model/${sequence}.parquet`, sha256: HASH });

async function saved(log: EntryLog) {
  const store = createMapStore();
  await log.save(store);
  return { store, tier: 'bronze', shard: 'market' } as const;
}

describe('LedgerFold', () => {
  it('says where sealed files live, and goes on behind the seal', async () => {
    const log = logOf(3)
      .add('seal', { reason: 'archived', place: 's3://cold', files: [fileOf(1), fileOf(2)] })
      .add('seal', { reason: 'archived', place: 's3://colder', files: [fileOf(1)] })
      .batch(4);
    const fold = await readLedger(await saved(log));
    expect(fold.files.map(({ sealedAt }) => sealedAt)).toEqual([
      's3://colder',
      's3://cold',
      undefined,
      undefined,
    ]);
    expect(fold.seals.map(({ place }) => place)).toEqual(['s3://cold', 's3://colder']);
    expect(fold.totals.commits).toBe(4);
  });

  it('tells retired files apart, and keeps a fold that was given as it was', async () => {
    const log = logOf(3);
    const place = await saved(log);
    const reader = createLedgerReader(place);
    const before = await reader.refresh();
    log.add('retire', { dates: ['2025-12-16'], certificate_sha256: HASH, files: [fileOf(2)] });
    await log.save(place.store);
    const after = await reader.refresh();
    expect(after.files.map(({ from }) => from)).toEqual([1n, 3n]);
    expect(after.filesUnder('bronze/')).toHaveLength(2);
    expect(after.retiredFiles.map(({ from }) => from)).toEqual([2n]);
    expect(after.totals.rows).toBe(3);
    expect(before.files).toHaveLength(3);
  });

  it('tells the names that were given up, of an abort, a commit and an open intent', async () => {
    const at = { epoch: 1, events: 1, messages: 1, decode_fingerprint: 'd1' } as const;
    const file = { ...fileOf(2), rows: 1, bytes: 1, position_digest: HASH };
    const range = { from: 2n, to: 2n };
    const log = logOf(1).add('intent', { ...at, range, replaces: null, files: [file] });
    const intent = log.head;
    const retry = { ...file, key: 'bronze/model/2-r1.parquet' };
    log.add('intent', { ...at, range, replaces: intent, files: [retry], closed_keys: [file.key] });
    const open = await readLedger(await saved(log));
    expect(open.closedKeys).toEqual([file.key]);
    expect(open.intendedFiles.map(({ key }) => key)).toEqual([retry.key]);
    log.add('abort', {
      intent: log.head,
      epoch: 1,
      range,
      reason: 'log-lost',
      unused_keys: [retry.key, file.key],
    });
    const aborted = await readLedger(await saved(log));
    expect(aborted.closedKeys).toEqual([retry.key, file.key]);
    expect(aborted.intendedFiles).toEqual([]);
    expect(aborted.files).toHaveLength(1);
  });
});
