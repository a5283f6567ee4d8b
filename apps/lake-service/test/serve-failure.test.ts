import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tradeLines } from './support/events.js';
import { readPlain } from './support/lake.js';
import { post, runHeaders } from './support/post.js';
import { runProcess, startProcess } from './support/service-process.js';
import { temporaryFolder } from './support/temporary-folder.js';

const TRADES = '/ingest/futures.trades.v1';

describe('lake-service serve, in trouble', () => {
  it('ends with 2 when Bronze cannot be written, and stores everything once after the repair', async () => {
    const folder = await temporaryFolder();
    const lake = join(folder, 'data/lake');
    const service = startProcess(folder, ['serve', '--json'], { BRONZE_MAX_SECONDS: '0.3' });
    const url = await service.url;
    await post(`${url}${TRADES}`, tradeLines(0, 10), runHeaders('a', 0));
    await expect
      .poll(async () => (await fetch(`${url}/runs/a`)).json(), { timeout: 10_000 })
      .toMatchObject({ run: 'a', last: '9' });
    await rename(lake, `${lake}.away`);
    await writeFile(lake, 'no folder');
    await post(`${url}${TRADES}`, tradeLines(10, 10), runHeaders('a', 10));
    const { code, stderr, stdout } = await service.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*lake/m);
    expect(stderr).toMatch(/^ {2}next: mend what it names, then start again/m);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'UNREACHABLE' } });
    expect(await readdir(join(folder, 'data/wal'))).not.toContain('lock.json');

    await rm(lake);
    await rename(`${lake}.away`, lake);
    const repaired = startProcess(folder, ['serve']);
    await repaired.url;
    repaired.kill('SIGTERM');
    expect((await repaired.ended).code).toBe(0);
    const rows = await readPlain(lake, 'bronze/futures/trades', '_pos, _run_pos');
    expect(rows.map(({ _run_pos }) => Number(_run_pos)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
  });

  it('ends with 2 where the log or the port is another process’s, and names the way out', async () => {
    const folder = await temporaryFolder();
    const owner = startProcess(folder, ['serve']);
    const { port } = new URL(await owner.url);
    const [locked, taken] = await Promise.all([
      runProcess(folder, ['serve'], { DATA_ROOT: `${folder}/other` }),
      runProcess(folder, ['serve'], {
        DATA_ROOT: `${folder}/other`,
        WAL_ROOT: `${folder}/other-wal`,
        HTTP_PORT: port,
      }),
    ]);
    expect(locked.code).toBe(2);
    expect(locked.stderr).toContain(`in use by process ${owner.pid}`);
    expect(locked.stderr).toContain('--take-over');
    expect(taken.code).toBe(2);
    expect(taken.stderr).toMatch(
      new RegExp(`HTTP_PORT: cannot listen on 127.0.0.1:${port} .*EADDRINUSE`),
    );
    expect(taken.stderr).toContain('next: free the port');
    expect(await readdir(`${folder}/other-wal`)).not.toContain('lock.json');
    owner.kill('SIGTERM');
    expect((await owner.ended).code).toBe(0);
  });

  it('ends with 2 over a damaged session of the demo, and leaves it as it is', async () => {
    const folder = await temporaryFolder();
    const session = join(folder, 'data/demo/session.json');
    await mkdir(join(folder, 'data/demo'), { recursive: true });
    await writeFile(session, '{"starts":1');
    const { code, stderr } = await startProcess(folder, ['serve', '--demo'], {}).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('error: data/demo/session.json: session: expected JSON');
    expect(stderr).toContain('next: put the file back from a copy, or remove it');
    expect(await readFile(session, 'utf8')).toBe('{"starts":1');
  });
});
