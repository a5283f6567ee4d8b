import { nullLogger } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { connectJetStream } from '../../src/jetstream/connection.js';
import { followWatermarks, publishWatermark } from '../../src/jetstream/watermarks.js';
import type { DurabilityWatermark } from '../../src/watermark.js';
import { until } from './follow.js';
import { plainClient, serverOfTest } from './server-of-test.js';

const MARK: DurabilityWatermark = {
  shard: 'MARKET_FUTURES',
  stream: 'MARKET_FUTURES',
  created: '2026-01-02T03:04:05.123456789Z',
  epoch: 2,
  seqTo: 2n ** 60n + 1n,
  entry: 17,
  runs: [{ run: 'feed', from: 2n ** 62n, to: 2n ** 62n + 9n }],
};

describe.skipIf(isSkipped('nats'))('durability watermarks [needs nats]', () => {
  it('come to producers that follow them, past what is none', async () => {
    const server = await serverOfTest();
    const { nats } = await plainClient(server);
    const warnings: string[] = [];
    const logger = { ...nullLogger, warn: (words: string) => void warnings.push(words) };
    const connection = await connectJetStream({ servers: server.url, logger });
    onTestFinished(() => connection.close());
    const seen: DurabilityWatermark[] = [];
    const stop = new AbortController();
    const following = (async () => {
      const { signal } = stop;
      for await (const mark of followWatermarks(connection, MARK.shard, { signal }))
        seen.push(mark);
    })();
    await connection.nats.flush();
    nats.publish('assay.watermark.MARKET_FUTURES', '{"shard":1}');
    nats.publish('assay.watermark.MARKET_FUTURES', 'noise');
    await nats.flush();
    publishWatermark(connection, MARK);
    publishWatermark(connection, { ...MARK, shard: 'MARKET_STOCKS' });
    publishWatermark(connection, { ...MARK, entry: 18 });
    await until(() => seen.length === 2);
    stop.abort();
    await following;
    expect(seen).toEqual([MARK, { ...MARK, entry: 18 }]);
    expect(warnings).toEqual(Array(2).fill('no durability watermark: passed over'));
  });

  it('are counted and warned of, and no failure, when the server is away', async () => {
    const server = await serverOfTest();
    const { nats } = await plainClient(server);
    const warnings: string[] = [];
    const logger = { ...nullLogger, warn: (words: string) => void warnings.push(words) };
    const connection = await connectJetStream({ servers: server.url, logger });
    let told = 0;
    nats.subscribe('assay.watermark.>', { callback: () => void (told += 1) });
    await server.kill();
    await until(() => !connection.isConnected);
    publishWatermark(connection, MARK);
    expect(warnings).toContain('producers were not told what is stored');
    await server.restart();
    await until(() => connection.isConnected);
    await connection.nats.flush();
    await expect
      .poll(() =>
        nats.flush().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(told).toBe(0);
    await connection.close();
    publishWatermark(connection, MARK);
  });
});
