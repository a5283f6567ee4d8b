import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkCertificate } from '@assay/schemas';
import { createCompactor } from '@assay/silver';
import { lakeStagingFolder, openObjectStore, type LakeLocation } from '@assay/storage';
import { isSkipped, startTestLake } from '@assay/testkit/servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countRows } from '../support/lake.js';
import { runHere } from '../support/run-here.js';
import { storedLake, type StoredLake } from '../support/stored-lake.js';

/** Compacts a day as `silver-cli compact` does. */
async function compactIn(location: LakeLocation, cacheFolder: string, date: string): Promise<void> {
  const store = await openObjectStore(location, { cacheFolder, cacheMaxBytes: 100_000_000 });
  const stagingFolder = lakeStagingFolder(location, cacheFolder);
  await using compactor = createCompactor({ store, stagingFolder, threads: 1 });
  await compactor.compactAllSchemas(date);
}

const compact = ({ env, folder }: StoredLake, date: string) =>
  compactIn({ kind: 'local', root: env.DATA_ROOT }, join(folder, 'cache'), date);

describe('lake-service retain', () => {
  it('deletes the days that Silver holds, and leaves the others with the reason', async () => {
    const lake = await storedLake(3);
    const { env, folder } = lake;
    await compact(lake, '2025-12-16');
    const argv = ['retain', '--before', '2025-12-18'];
    const planned = await runHere([...argv, '--dry-run'], env);
    expect(planned.code, planned.stderr).toBe(0);
    expect(planned.stderr).toContain('To delete: 1 day of a dataset');
    expect(await countRows(env.DATA_ROOT, 'bronze/futures/trades')).toBe(3);
    const file = join(folder, 'certificate.json');
    const done = await runHere([...argv, '--json', '--certificate', file], env);
    expect(done.code, done.stderr).toBe(0);
    const certificate = checkCertificate(JSON.parse(await readFile(file, 'utf8')));
    expect(JSON.parse(done.stdout)).toMatchObject({
      before: '2025-12-18',
      certificate: certificate.sha256,
      certificateKey: `_lake/certificates/bronze/${certificate.sha256}.json`,
      retired: [{ dataset: 'futures.trades.v1', date: '2025-12-16', files: 1, rows: 1 }],
      kept: [{ dataset: 'futures.trades.v1', date: '2025-12-17', files: 1 }],
      removed: 1,
      strange: [],
    });
    expect(await countRows(env.DATA_ROOT, 'bronze/futures/trades')).toBe(2);
    expect(await countRows(env.DATA_ROOT, 'silver/futures/trades')).toBe(1);
    expect(await runHere(['verify'], env)).toMatchObject({ code: 0 });
    const again = await runHere(argv, env);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(
      '2025-12-17 futures.trades.v1 (1 file): futures.trades.v1 ESH6 2025-12-17 hour 14 was not ' +
        'compacted: run `silver-cli compact --date 2025-12-17 --schema futures.trades.v1`',
    );
    await compact(lake, '2025-12-17');
    expect(await runHere(argv, env)).toMatchObject({ code: 0 });
    const nothing = await runHere(argv, env);
    expect(nothing.code).toBe(0);
    expect(nothing.stderr).toContain('Bronze has no days before 2025-12-18.');
  });

  it('keeps days that are not old enough', async () => {
    const { env } = await storedLake(1);
    const kept = await runHere(['retain', '--bronze-days', '36500'], env);
    expect(kept.code, kept.stderr).toBe(0);
    expect(kept.stderr).toContain('Bronze has no days before');
  });

  it('ends with 2 without a bound, for one in the future, and for no lake', async () => {
    const { env, folder } = await storedLake(1);
    const neither = await runHere(['retain'], env);
    expect(neither.code).toBe(2);
    expect(neither.stderr).toContain('expected --bronze-days or --before, was neither');
    const future = await runHere(['retain', '--before', '2999-01-01'], env);
    expect(future.code).toBe(2);
    expect(future.stderr).toContain('or an earlier date, was 2999-01-01');
    const root = join(folder, 'nothing');
    const none = await runHere(['retain', '--bronze-days', '1'], { ...env, DATA_ROOT: root });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('expected a lake');
  });

  it.skipIf(isSkipped('s3'))('deletes days of a lake in S3 [needs s3]', async () => {
    const lake = await startTestLake('s3');
    onTestFinished(() => lake.close());
    const stored = await storedLake(2);
    const { DATA_ROOT: root = '', ...access } = lake.environment;
    const env = { ...access, ...stored.env, CACHE_ROOT: join(stored.folder, 'cache') };
    expect(await runHere(['copy', '--to', root], env)).toMatchObject({ code: 0 });
    await compactIn(lake.location, env.CACHE_ROOT, '2025-12-16');
    const there = { ...env, DATA_ROOT: root };
    const done = await runHere(['retain', '--before', '2025-12-17', '--json'], there);
    expect(done.code, done.stderr).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ lake: root, removed: 1, kept: [] });
    expect(await runHere(['verify'], there)).toMatchObject({ code: 0 });
    const moved = await runHere(['retain', '--before', '2025-12-17'], env);
    expect(moved.code).toBe(2);
    expect(moved.stderr).toContain(`was moved to ${root}`);
  });
});
