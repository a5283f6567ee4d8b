import { connect } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tradeLines } from './support/events.js';
import { countRows, readPlain } from './support/lake.js';
import { post, runHeaders } from './support/post.js';
import { startProcess } from './support/service-process.js';
import { temporaryFolder } from './support/temporary-folder.js';

const TRADES = '/ingest/futures.trades.v1';

/** A client that announces a body and never sends all of it. */
async function stall(url: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`POST ${TRADES} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"half":`);
  await systemClock.sleep(100);
}

describe('lake-service serve', () => {
  it('drains, commits and ends with 0 on SIGTERM, however clients go on', async () => {
    const folder = await temporaryFolder();
    const service = startProcess(folder, ['serve', '--json'], { BRONZE_MAX_SECONDS: '60' });
    const url = await service.url;
    await stall(url);
    let acknowledged = 0;
    const statuses = new Set<number>();
    const produce = async () => {
      for (;;) {
        const body = tradeLines(acknowledged, 20);
        const reply = await post(`${url}${TRADES}`, body, runHeaders('a', acknowledged));
        statuses.add(reply.status);
        acknowledged += reply.body.accepted ?? 0;
      }
    };
    const producing = produce().catch(() => 'cut off');
    await systemClock.sleep(300);
    service.kill('SIGTERM');
    const { code, stdout } = await service.ended;
    expect(code).toBe(0);
    expect(await producing).toBe('cut off');
    expect(acknowledged).toBeGreaterThan(0);
    expect([...statuses].every((status) => status === 200 || status === 503)).toBe(true);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toMatchObject({
      stopped: true,
      rows: acknowledged,
      lagMessages: '0',
    });
    expect(await countRows(join(folder, 'data/lake'), 'bronze/futures/trades')).toBe(acknowledged);
  });

  it('ends at once on a second signal, and a restart stores the rest', async () => {
    const folder = await temporaryFolder();
    const service = startProcess(folder, ['serve'], { BRONZE_MAX_SECONDS: '60' });
    const url = await service.url;
    await post(`${url}${TRADES}`, tradeLines(0, 10), runHeaders('a', 0));
    await stall(url);
    service.kill('SIGTERM');
    await systemClock.sleep(100);
    service.kill('SIGTERM');
    await systemClock.sleep(700);
    expect(service.stderr()).toContain('SIGTERM: finishing what is under way; once more');
    service.kill('SIGTERM');
    expect((await service.ended).code).toBe(143);
    const next = startProcess(folder, ['serve']);
    await next.url;
    next.kill('SIGINT');
    expect((await next.ended).code).toBe(0);
    const rows = await readPlain(join(folder, 'data/lake'), 'bronze/futures/trades', '_run_pos');
    expect(rows.map(({ _run_pos }) => Number(_run_pos)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, index) => index),
    );
  });

  it('never simulates without --demo', async () => {
    const folder = await temporaryFolder();
    const service = startProcess(folder, ['serve', '--json'], { FLUSH_INTERVAL_SEC: '0.1' });
    await service.url;
    await systemClock.sleep(500);
    service.kill('SIGTERM');
    const { stdout, stderr } = await service.ended;
    expect(JSON.parse(stdout)).toMatchObject({
      events: 0,
      shards: { market: { committedTo: '0' } },
    });
    expect(stderr).not.toMatch(/simulat|demo/);
    expect(stderr).toMatch(/FLUSH_INTERVAL_SEC \(environment\) is taken for BRONZE_MAX_SECONDS/);
    expect(stderr).toContain('1000 events or 0.1 s');
  });
});
