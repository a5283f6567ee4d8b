import { nullLogger, systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { isSkipped, startTcpProxy } from '../../../../test-servers.mjs';
import { collect } from '../event-log-contract.js';
import { follow, future, numbered, textsOf, until } from './follow.js';
import { futuresLog, plainClient, serverOfTest } from './server-of-test.js';

const STREAM = 'MARKET_FUTURES';

describe.skipIf(isSkipped('nats'))('reading a stream through trouble [needs nats]', () => {
  it('loses and doubles nothing when the server is killed and restarted under load', async () => {
    const server = await serverOfTest();
    const log = await futuresLog({ servers: server.url });
    const reading = follow(log);
    const count = 3_000;
    const writing = (async () => {
      for (let start = 0; start < count; start += 100) {
        const texts = numbered(count).slice(start, start + 100);
        await Promise.all(texts.map((text) => log.append(future(text, 'run', Number(text)))));
      }
    })();
    for (const reachedBefore of [300, 1_200]) {
      await reading.reached(reachedBefore);
      await server.kill();
      await server.restart();
    }
    await writing;
    await reading.reached(count);
    expect(textsOf(reading.messages).sort()).toEqual(numbered(count).sort());
    const sequences = reading.messages.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => (a < b ? -1 : 1)));
  }, 60_000);

  it('goes on after the network was cut', async () => {
    const server = await serverOfTest();
    const proxy = await startTcpProxy(server.port);
    const direct = await futuresLog({ servers: server.url });
    const log = await futuresLog({ servers: `127.0.0.1:${proxy.port}` });
    const reading = follow(log);
    await direct.append(future('0'));
    await reading.reached(1);
    proxy.cut();
    await Promise.all(['1', '2', '3'].map((text) => direct.append(future(text))));
    proxy.restore();
    await reading.reached(4);
    expect(textsOf(reading.messages)).toEqual(numbered(4));
    await reading.stop();
    await log.close();
    await proxy.close();
  });

  it('goes on after a network that kept connections open and let nothing through', async () => {
    const server = await serverOfTest();
    const proxy = await startTcpProxy(server.port);
    const direct = await futuresLog({ servers: server.url });
    const log = await futuresLog({
      servers: `127.0.0.1:${proxy.port}`,
      pingIntervalMs: 300,
      requestTimeoutMs: 1_000,
      pull: { heartbeatMs: 500 },
    });
    const reading = follow(log);
    await direct.append(future('0'));
    await reading.reached(1);
    proxy.stall();
    await direct.append(future('1'));
    await systemClock.sleep(1_500);
    proxy.restore();
    await direct.append(future('2'));
    await reading.reached(3);
    expect(textsOf(reading.messages)).toEqual(numbered(3));
    await reading.stop();
    await log.close();
    await proxy.close();
  });

  it('makes another consumer when its own is deleted, and begins where it was', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    const reading = follow(log);
    for (let round = 0; round < 5; round += 1) {
      await log.append(future(String(round)));
      await reading.reached(round + 1);
      for await (const { name } of manager.consumers.list(STREAM)) {
        await manager.consumers.delete(STREAM, name);
      }
    }
    await log.append(future('5'));
    await reading.reached(6);
    expect(textsOf(reading.messages)).toEqual(numbered(6));
  });

  it('leaves no consumer behind', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    await log.append(future('0'));
    expect(await collect(log)).toHaveLength(1);
    const reading = follow(log);
    await reading.reached(1);
    expect((await manager.streams.info(STREAM)).state.consumer_count).toBe(1);
    await reading.stop();
    expect((await manager.streams.info(STREAM)).state.consumer_count).toBe(0);
  });

  it('ends with LOG_DELETED when the stream is deleted', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    const reading = follow(log);
    await log.append(future('0'));
    await reading.reached(1);
    await manager.streams.delete(STREAM);
    await expect(reading.done).rejects.toMatchObject({ name: 'BusError', code: 'LOG_DELETED' });
  });

  it('ends with LOG_REPLACED when the stream is deleted and made anew', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    const reading = follow(log);
    await log.append(future('0'));
    await reading.reached(1);
    await manager.streams.delete(STREAM);
    await manager.streams.add({ name: STREAM, subjects: ['market.futures.>'] });
    await log.append(future('other'));
    await expect(reading.done).rejects.toMatchObject({ name: 'BusError', code: 'LOG_REPLACED' });
    expect(textsOf(reading.messages)).toEqual(['0']);
  });

  it('goes on after messages that were purged, and after single ones that were deleted', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    for (const text of numbered(10)) await log.append(future(text));
    await manager.streams.deleteMessage(STREAM, 5);
    await manager.streams.deleteMessage(STREAM, 10);
    await manager.streams.purge(STREAM, { seq: 3 });
    const kept = [3n, 4n, 6n, 7n, 8n, 9n];
    expect((await collect(log)).map(({ sequence }) => sequence)).toEqual(kept);
    const reading = follow(log);
    await log.append(future('10'));
    await reading.reached(7);
    expect(reading.messages.map(({ sequence }) => sequence)).toEqual([...kept, 11n]);
  });

  it('reads what a foreign publisher sent without headers, with the time of the server', async () => {
    const server = await serverOfTest();
    const { nats } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    nats.publish('market.futures.trades', '{"symbol":"ESZ5"}');
    await nats.flush();
    const [message] = await collect(log);
    expect(message).toMatchObject({ sequence: 1n, subject: 'market.futures.trades' });
    expect(message?.headers).toBeUndefined();
    expect(textsOf(message === undefined ? [] : [message])).toEqual(['{"symbol":"ESZ5"}']);
    const ageNs = systemClock.nowNs() - (message?.serverTimeNs ?? 0n);
    expect(ageNs > -1_000_000_000n && ageNs < 60_000_000_000n).toBe(true);
  });

  it('asks for no more than its buffer holds while the reader is slow', async () => {
    const server = await serverOfTest();
    const writer = await futuresLog({ servers: server.url });
    const bytes = Buffer.alloc(100_000);
    const count = 300;
    for (let index = 0; index < count; index += 1) {
      await writer.append({ subject: 'market.futures.trades', bytes });
    }
    const log = await futuresLog({ servers: server.url, pull: { bufferedBytes: 8_000_000 } });
    const { manager } = await plainClient(server);
    let isFirst = true;
    let delivered = 0;
    const reading = follow(log, 1n, {
      maxMessages: 1,
      eachGroup: async () => {
        if (!isFirst) return;
        isFirst = false;
        await systemClock.sleep(500);
        for await (const info of manager.consumers.list(STREAM)) {
          delivered = info.delivered.stream_seq;
        }
      },
    });
    await reading.reached(count);
    expect(delivered).toBeGreaterThan(0);
    expect(delivered).toBeLessThanOrEqual(80);
    expect(reading.messages).toHaveLength(count);
  });

  it.each([
    ['messages', { messages: 10 }, 200, 500],
    ['bytes', { bufferedBytes: 4_000_000 }, 100_000, 100],
  ])(
    'asks on with the same consumer after requests fulfilled by %s',
    async (_, pull, size, count) => {
      const server = await serverOfTest();
      const warnings: string[] = [];
      const logger = { ...nullLogger, warn: (words: string) => void warnings.push(words) };
      const log = await futuresLog({ servers: server.url, pull, logger });
      const bytes = Buffer.alloc(size);
      for (let sent = 0; sent < count; sent += 50) {
        const subject = 'market.futures.trades';
        await Promise.all(Array.from({ length: 50 }, () => log.append({ subject, bytes })));
      }
      const reading = follow(log);
      await reading.reached(count);
      expect(warnings).toEqual([]);
      expect(reading.messages.at(-1)?.sequence).toBe(BigInt(count));
      expect(reading.messages).toHaveLength(count);
    },
  );

  it('gives nothing twice to a reader that was held up while the server went away', async () => {
    const server = await serverOfTest();
    const log = await futuresLog({ servers: server.url });
    for (const text of numbered(50)) await log.append(future(text));
    let isFirst = true;
    const reading = follow(log, 1n, {
      maxMessages: 7,
      eachGroup: async () => {
        if (!isFirst) return;
        isFirst = false;
        await server.kill();
        await server.restart();
      },
    });
    await reading.reached(50);
    await log.append(future('50'));
    await reading.reached(51);
    expect(textsOf(reading.messages)).toEqual(numbered(51));
  });

  it('ends without an error when the log is closed while the server is away', async () => {
    const server = await serverOfTest();
    const log = await futuresLog({ servers: server.url });
    await log.append(future('0'));
    const reading = follow(log);
    await reading.reached(1);
    await server.kill();
    await until(() => true);
    await log.close();
    await reading.done;
    expect(reading.messages).toHaveLength(1);
  });
});
