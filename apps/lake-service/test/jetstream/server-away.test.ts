import { join } from 'node:path';
import { openJetStreamLogs } from '@assay/bus';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer } from '../../../../test-servers.mjs';
import type { NatsServerOptions } from '../../../../test-servers.mjs';
import { ONE_OF_EACH, tradeLines } from '../support/events.js';
import { countRows } from '../support/lake.js';
import { post } from '../support/post.js';
import { startService } from '../support/running-service.js';
import { startProcess } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRADES = '/ingest/futures.trades.v1';

async function serverOfTest(options?: NatsServerOptions) {
  const server = await startNatsServer(options);
  onTestFinished(() => server.close());
  return server;
}

describe.skipIf(isSkipped('nats'))('a service whose NATS server is away [needs nats]', () => {
  it('says so, takes nothing in, and goes on when the server is back', async () => {
    const server = await serverOfTest();
    const { service, url, dataRoot } = await startService({ NATS_URL: server.url });
    const ready = async () => (await fetch(url('/ready'))).status;
    expect(await ready()).toBe(200);
    await post(url(TRADES), tradeLines(0, 5));
    await server.kill();
    await expect.poll(ready).toBe(503);
    const refused = await post(url(TRADES), tradeLines(5, 5));
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'NOT_READY' } } });
    const health = (await (await fetch(url('/health'))).json()) as {
      readonly bronze: { readonly shards: { readonly MARKET_FUTURES: { problem: string } } };
    };
    expect(health.bronze.shards.MARKET_FUTURES.problem).toContain('the connection was lost');
    await server.restart();
    await expect.poll(ready).toBe(200);
    expect(await post(url(TRADES), tradeLines(5, 5))).toMatchObject({ status: 200 });
    await service.stop();
    expect(await countRows(dataRoot, 'bronze/futures/trades')).toBe(10);
  });

  it('answers 429 when the account has no room, and stores what it had taken', async () => {
    const jetstream = { max_file: 20_000, max_mem: 1_000_000 };
    const users = [{ user: 'a', password: 'a' }];
    const server = await serverOfTest({ config: { accounts: { A: { jetstream, users } } } });
    const NATS_URL = server.url.replace('nats://', 'nats://a:a@');
    const { service, url, dataRoot } = await startService({ NATS_URL });
    let stored = 0;
    let reply = await post(url(TRADES), tradeLines(0, 10));
    while (reply.status === 200 && stored < 1_000) {
      stored += 10;
      reply = await post(url(TRADES), tradeLines(stored, 10));
    }
    expect(reply).toMatchObject({ status: 429, body: { error: { code: 'LOG_FULL' } } });
    await service.stop();
    expect(await countRows(dataRoot, 'bronze/futures/trades')).toBe(stored);
  });
});

describe.skipIf(isSkipped('nats'))('a service whose stream is deleted [needs nats]', () => {
  it('stores the others, and what comes once it is made anew', { timeout: 60_000 }, async () => {
    const server = await serverOfTest();
    const folder = await temporaryFolder();
    const dataRoot = join(folder, 'data/lake');
    const env = { NATS_URL: server.url, BRONZE_MAX_SECONDS: '0.2' };
    const service = startProcess(folder, ['serve'], env);
    await service.url;
    const publish = async (dataset: string, subject: string, count: number): Promise<void> => {
      await using client = await openJetStreamLogs({ servers: server.url });
      const bytes = Buffer.from(ONE_OF_EACH[dataset]);
      for (let sent = 0; sent < count; sent += 1) await client.append({ subject, bytes });
    };
    const stored = (folderOf: string, rows: number) =>
      expect.poll(() => countRows(dataRoot, folderOf), { timeout: 20_000 }).toBe(rows);
    await publish('futures.trades.v1', 'market.futures.trades', 5);
    await stored('bronze/futures/trades', 5);

    const operator = await openJetStreamLogs({ servers: server.url });
    await operator.connection.manager.streams.delete('MARKET_FUTURES');
    const stocks = operator.logOf('market.stocks.trades');
    await stocks.append({
      subject: 'market.stocks.trades',
      bytes: Buffer.from(ONE_OF_EACH['stocks.trades.v1']),
    });
    await operator.close();
    await stored('bronze/stocks/trades', 1);
    await service.says(/LOG_DELETED/);

    // Whoever opens the streams makes the missing one anew.
    await publish('futures.trades.v1', 'market.futures.trades', 3);
    await stored('bronze/futures/trades', 8);
    service.kill('SIGTERM');
    const { code, stderr } = await service.ended;
    expect(code, stderr).toBe(0);
  });
});
