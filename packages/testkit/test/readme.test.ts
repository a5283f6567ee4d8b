import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { isSkipped } from '../servers/index.mjs';

const run = promisify(execFile);
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, example]) => example);

/** In the package's folder, so that it finds the package by its own name. */
const scratch = fileURLToPath(new URL('../tmp/', import.meta.url));
mkdirSync(scratch, { recursive: true });
const folder = mkdtempSync(join(scratch, 'readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What an example prints, a line each. */
async function runExample(index: number): Promise<string[]> {
  const file = join(folder, `example-${index}.mts`);
  writeFileSync(file, examples[index]);
  const loader = ['--conditions=@assay/source', '--import', 'tsx'];
  const { stdout } = await run(process.execPath, [...loader, file]);
  return stdout.trimEnd().split('\n');
}

describe("the README's examples", () => {
  it('simulate two processes that race for one object', async () => {
    const [outcomes, winner] = await runExample(0);
    expect(outcomes).toMatch(/created|simulated loss/);
    expect(['one', 'other']).toContain(winner);
  });

  it.skipIf(isSkipped('s3'))('start an S3 server behind a fault proxy [needs s3]', async () => {
    expect(await runExample(1)).toEqual(['403 get']);
  });

  it('show a log that uses a sequence again', async () => {
    expect(await runExample(2)).toEqual(['2n false']);
    expect(examples).toHaveLength(3);
  });
});
