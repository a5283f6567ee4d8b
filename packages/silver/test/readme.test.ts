import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { NS_PER_HOUR } from '@assay/schemas';
import { expect, describe, it } from 'vitest';
import { createScene, dataset, tradesIn } from './run/support/scene.js';

describe("the README's example", () => {
  it('compacts and reads', { timeout: 60_000 }, async () => {
    const { lake, root } = await createScene();
    // From 2024-12-18 to the date of the example.
    const later = 363n * 24n * NS_PER_HOUR;
    const rows = tradesIn(14, 15).map((row) => ({
      ...row,
      symbol: 'ESH6',
      ts_event_ns: (row['ts_event_ns'] as bigint) + later,
      ts_recv_ns: (row['ts_recv_ns'] as bigint) + later,
    }));
    await lake.add(dataset, rows);
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    expect(example).toContain("'data/lake'");
    const code = example.replace('data/lake', root);
    const loader = ['--conditions=@assay/source', '--import', 'tsx', '--input-type=module'];
    const { stdout } = await promisify(execFile)(process.execPath, [...loader, '--eval', code], {
      cwd: new URL('..', import.meta.url),
    });
    expect(stdout.trim().split('\n')).toEqual([
      'ESH6 14 success new 10',
      'ESH6 15 success new 10',
      '20',
    ]);
  });
});
