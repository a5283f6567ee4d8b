import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
    expect(range.stderr).toContain('--before: expected one date, was "2025-01-01..2025-01-02"');
    const argv = ['archive', '--before', '2025-12-18', '--to', to, '--dataset', 'bonds'];
    const unknown = await runHere(argv, env);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(
      /--dataset: expected one of stocks\.trades\.v1, .*, was "bonds"/,
    );
  });
});
