import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CommandFailure, lakeConfigFields, loadConfig } from '../../src/index.js';

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-folders-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The lines about problems; none where the configuration is taken. */
async function problemsOf(env: Record<string, string>, yaml = ''): Promise<string[]> {
  const folder = await scratch();
  await writeFile(join(folder, 'assay.yaml'), yaml);
  try {
    await loadConfig(lakeConfigFields, { env, folder });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(CommandFailure);
    expect((error as CommandFailure).code).toBe('BAD_CONFIG');
    return (error as CommandFailure).message.split('\n').slice(1);
  }
}

describe('the folders of a lake', () => {
  it('may stand beside one another', async () => {
    expect(await problemsOf({ DATA_ROOT: '/a/lake', WAL_ROOT: '/a/lake-wal' })).toEqual([]);
    expect(await problemsOf({ DATA_ROOT: '/a/..b', WAL_ROOT: '/a' })).toHaveLength(1);
    expect(await problemsOf({ DATA_ROOT: '..b', WAL_ROOT: '..c' })).toEqual([]);
  });

  it('are refused where one is the other, however it is written', async () => {
    const sameTwice = { DATA_ROOT: '/a/b', WAL_ROOT: '/a/x/../b/' };
    expect(await problemsOf(sameTwice)).toEqual([
      '  WAL_ROOT (environment): expected a folder apart from DATA_ROOT (/a/b, environment), ' +
        'was the same: /a/x/../b/',
    ]);
  });

  it('are refused where one lies inside another, whichever was named', async () => {
    expect(await problemsOf({ DATA_ROOT: 'data' })).toEqual([
      '  WAL_ROOT (default): expected a folder apart from DATA_ROOT (data, environment), ' +
        'was inside it: data/wal',
      '  CACHE_ROOT (default): expected a folder apart from DATA_ROOT (data, environment), ' +
        'was inside it: data/cache',
    ]);
    expect(await problemsOf({ WAL_ROOT: '/w' }, 'DATA_ROOT: /w/lake\n')).toEqual([
      '  DATA_ROOT (assay.yaml): expected a folder apart from WAL_ROOT (/w, environment), ' +
        'was inside it: /w/lake',
    ]);
  });

  it('are compared by where links lead', async () => {
    const folder = await scratch();
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real'), join(folder, 'link'));
    const env = { DATA_ROOT: join(folder, 'real'), WAL_ROOT: join(folder, 'link', 'not-yet') };
    expect((await problemsOf(env)).join()).toMatch(/^ {2}WAL_ROOT .*was inside it: /);
  });

  it('are told together with every other problem', async () => {
    const env = { DATA_ROOT: '/a', WAL_ROOT: '/a', CACHE_ROOT: '/a', HTTP_PORT: 'x' };
    const fields = (await problemsOf(env)).map((line) => line.trim().split(' ')[0]);
    expect(fields).toEqual(['HTTP_PORT', 'WAL_ROOT', 'CACHE_ROOT', 'CACHE_ROOT']);
  });

  it('are no concern of a lake in S3', async () => {
    expect(await problemsOf({ DATA_ROOT: 's3://bucket/data' })).toEqual([]);
  });
});
