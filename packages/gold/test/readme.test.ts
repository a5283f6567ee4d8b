import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

describe("the README's example", () => {
  it('writes and reads', { timeout: 120_000 }, async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    const loader = ['--conditions=@assay/source', '--import', 'tsx', '--input-type=module'];
    const { stdout } = await promisify(execFile)(process.execPath, [...loader, '--eval', example], {
      cwd: new URL('..', import.meta.url),
    });
    expect(stdout).toBe('1765893600250000000n desk-7 ROUND_600 WALL\n');
  });
});
