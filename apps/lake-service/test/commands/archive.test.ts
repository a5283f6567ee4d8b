import { join } from 'node:path';
import { isSkipped, startTestLake } from '@assay/testkit/servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countRows } from '../support/lake.js';
import { runHere } from '../support/run-here.js';
import { storedLake } from '../support/stored-lake.js';

describe('lake-service archive', () => {
  it('archives old days, takes them away when asked to, and verify follows', async () => {
    const { folder, env } = await storedLake(3);
    const to = join(folder, 'archive');
    const argv = ['archive', '--before', '2025-12-18', '--to', to];
    const planned = await runHere([...argv, '--dry-run'], env);
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.stderr).toContain(`To archive what is before 2025-12-18 in ${to}: 2 files`);
    const archived = await runHere(argv, env);
    expect(archived.code).toBe(0);
    expect(archived.stderr).toContain('Sealed: 2. Taken away here: 0.');
    const taken = await runHere([...argv, '--delete', '--json'], env);
    expect(taken.code).toBe(0);
    expect(JSON.parse(taken.stdout)).toMatchObject({
      to,
      complete: true,
      files: { copied: 0 },
      removed: 2,
    });
    expect(await countRows(env.DATA_ROOT, 'bronze/futures/trades')).toBe(1);
    expect(await countRows(to, 'bronze/futures/trades')).toBe(2);
    expect(await runHere(['verify'], env)).toMatchObject({ code: 0 });
  });

  it('ends with 2 for a date or a dataset that is none', async () => {
    const { folder, env } = await storedLake(1);
    const to = join(folder, 'archive');
    const range = await runHere(['archive', '--before', '2025-01-01..2025-01-02', '--to', to], env);
    expect(range.code).toBe(2);
    expect(range.stderr).toContain(
      '--before: expected one date, YYYY-MM-DD, was "2025-01-01..2025-01-02"',
    );
    const argv = ['archive', '--before', '2025-12-18', '--to', to, '--dataset', 'bonds'];
    const unknown = await runHere(argv, env);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(
      /--dataset: expected one of stocks\.trades\.v1, .*, was "bonds"/,
    );
  });

  it.skipIf(isSkipped('s3'))('archives to S3 and moves the lake there [needs s3]', async () => {
    const lake = await startTestLake('s3');
    onTestFinished(() => lake.close());
    const stored = await storedLake(2);
    const { DATA_ROOT: root = '', ...access } = lake.environment;
    const env = { ...access, ...stored.env, CACHE_ROOT: join(stored.folder, 'cache') };
    const archive = root.replace(/[^/]+$/, 'archive');
    const archived = await runHere(
      ['archive', '--before', '2025-12-17', '--to', archive, '--delete', '--json'],
      env,
    );
    expect(archived.code, archived.stderr).toBe(0);
    expect(JSON.parse(archived.stdout)).toMatchObject({ to: archive, sealed: 1, removed: 1 });
    const moved = await runHere(['copy', '--to', root, '--json'], env);
    expect(moved.code, moved.stderr).toBe(0);
    expect(JSON.parse(moved.stdout)).toMatchObject({ to: root, sealed: true, problems: [] });
    const verified = await runHere(['verify', '--json'], { ...env, DATA_ROOT: root });
    expect(verified.code, verified.stderr).toBe(0);
  });
});
