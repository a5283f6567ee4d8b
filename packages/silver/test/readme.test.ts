import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, describe, it } from 'vitest';
import { createScene, dataset, tradesIn } from './run/support/scene.js';

describe("the README's example", () => {
  it('compacts and reads', { timeout: 60_000 }, async () => {
    const { lake, root } = await createScene();
    await lake.add(dataset, tradesIn(14, 15));
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    expect(example).toContain("'data/lake'");
    const code = example.replace('data/lake', root);
    const loader = ['--conditions=@assay/source', '--import', 'tsx', '--input-type=module'];
    const { stdout } = await promisify(execFile)(process.execPath, [...loader, '--eval', code], {
      cwd: new URL('..', import.meta.url),
    });
    expect(stdout.trim().split('\n')).toEqual([
      'ESZ4 14 success new 10',
      'ESZ4 15 success new 10',
      '20',
    ]);
  });
});
