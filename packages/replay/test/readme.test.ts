import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

describe("the README's example", () => {
  it('runs an engine and stores what it says', { timeout: 60_000 }, async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, code] = /```ts\n(.*?)```/s.exec(readme) ?? ['', ''];
    const loader = ['--conditions=@assay/source', '--import', 'tsx', '--input-type=module'];
    const { stdout } = await promisify(execFile)(process.execPath, [...loader, '--eval', code], {
      cwd: new URL('..', import.meta.url),
    });
    expect(stdout).toBe('2025-06-03 0\ntrue\n');
  });
});
