import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isSkipped, startTestLake } from '@assay/testkit/servers';
import { openObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { archiveLake } from '../src/index.js';
import { lakeOfDays } from './support/market-lake.js';
import { scratchFolder } from './support/scene.js';

/** Runs the README's example of this number, with other texts in the place of some; what it says. */
async function runExample(
  number: number,
  replaced: Readonly<Record<string, string>> = {},
): Promise<string> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = [...readme.matchAll(/```ts\n(.*?)```/gs)][number][1];
  const code = Object.entries(replaced).reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, example);
  const loader = ['--conditions=@assay/source', '--import', 'tsx', '--input-type=module'];
  const { stdout } = await promisify(execFile)(process.execPath, [...loader, '--eval', code], {
    cwd: new URL('..', import.meta.url),
  });
  return stdout;
}

describe("the README's example", () => {
  it('writes and reads', async () => {
    const stdout = await runExample(0);
    expect(stdout).toContain('ESZ5 6870.25 3');
    expect(stdout).toContain('ESH6 6921.5 1');
  });

  it('keeps a shard', async () => {
    const folder = await scratchFolder();
    expect(await runExample(2, { 'data/': `${folder}/` })).toMatch(/role: 'active'/);
  });
});

describe.skipIf(isSkipped('s3'))("the README's example [needs s3]", () => {
  it('reads what an archive in S3 holds', { timeout: 60_000 }, async () => {
    await using lake = await startTestLake('s3');
    const { location } = lake;
    if (location.kind !== 's3') {
      throw new TypeError('expected a lake in S3');
    }
    const scene = await lakeOfDays(2);
    const cacheFolder = join(lake.folder, 'cache');
    const to = await openObjectStore(location, { cacheFolder, cacheMaxBytes: 100_000_000 });
    const stagingFolder = join(cacheFolder, 'staging');
    const request = { store: scene.store, to, stagingFolder, before: '2024-12-19', remove: true };
    expect(await archiveLake(request)).toMatchObject({ complete: true });
    const stdout = await runExample(1, {
      'http://127.0.0.1:9000': location.endpoint ?? '',
      "'me'": `'${location.accessKeyId}'`,
      "'secret'": `'${location.secretAccessKey}'`,
      'data/lake': scene.root,
      'data/cache': cacheFolder,
    });
    expect(stdout).toBe('1\n');
  });
});
