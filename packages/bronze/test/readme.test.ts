import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it("runs the README's example", async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const loader = ['--conditions=@assay/source', '--import', 'tsx', '--input-type=module'];
  const { stdout } = await run(process.execPath, [...loader, '--eval', example], {
    cwd: new URL('..', import.meta.url),
  });
  expect(stdout).toContain('ESZ5 6870.25 3');
  expect(stdout).toContain('ESH6 6921.5 1');
});
