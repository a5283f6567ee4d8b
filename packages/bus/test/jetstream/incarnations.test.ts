import { describe, expect, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { openJetStreamLogs } from '../../src/jetstream/open-jetstream-log.js';
import { collect } from '../event-log-contract.js';
import { follow, future, textsOf } from './follow.js';
import { futuresLog, plainClient, serverOfTest } from './server-of-test.js';

const STREAM = 'MARKET_FUTURES';
const SETTINGS = { name: STREAM, subjects: ['market.futures.>'] };

describe.skipIf(isSkipped('nats'))('a log over its incarnations [needs nats]', () => {
  it('says that its stream was deleted and what to do, and tells the next one from it', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    await log.append(future('old'));
    const { created } = await log.state();
    const reading = follow(log, 1n, { created });
    await reading.reached(1);
    await manager.streams.delete(STREAM);
    await expect(reading.done).rejects.toMatchObject({ code: 'LOG_DELETED' });
    const gone = { code: 'LOG_DELETED', message: expect.stringContaining('create it') as string };
    await expect(log.state()).rejects.toMatchObject(gone);
    await expect(log.markAt(1n)).rejects.toMatchObject({ code: 'LOG_DELETED' });

    // Accepted while there is no stream, and stored once there is.
    const appended = log.append(future('new'));
    await manager.streams.add(SETTINGS);
    expect(await appended).toBe(1n);
    const now = await log.state();
    expect(now).toMatchObject({ firstSequence: 1n, lastSequence: 1n });
    expect(now.created).not.toBe(created);
    const replaced = { code: 'LOG_REPLACED' };
    await expect(collect(log, 2n, { created, follow: true })).rejects.toMatchObject(replaced);
    expect(textsOf(await collect(log, 1n, { created: now.created }))).toEqual(['new']);
    await log.release(1n);
  }, 20_000);

  it('leaves the other logs of its connection alone when one stream is deleted', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    await using opened = await openJetStreamLogs({ servers: server.url });
    const levels = opened.logOf('levels.signals');
    const others = follow(levels);
    const futures = follow(opened.logOf('market.futures.trades'));
    await opened.append(future('0'));
    await futures.reached(1);
    await manager.streams.delete(STREAM);
    await expect(futures.done).rejects.toMatchObject({ code: 'LOG_DELETED' });
    for (const text of ['a', 'b']) {
      await opened.append({ subject: 'levels.signals', bytes: Buffer.from(text) });
    }
    await others.reached(2);
    expect(textsOf(others.messages)).toEqual(['a', 'b']);
    expect((await levels.state()).lastSequence).toBe(2n);
    await others.stop();
  });

  it('marks what a foreign publisher sent as its readers get it', async () => {
    const server = await serverOfTest();
    const { nats } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    const blocks = [
      'NATS/1.0\r\nA: first\r\nA: second\r\nconstructor: c\r\n__proto__: p\r\n\r\n',
      'NATS/1.0\r\na:1\r\nA :  2  \r\nNo colon\r\n: no name\r\n\r\n',
      'NATS/1.0\r\nA: 1\r\n\r\nB: 2\r\n\r\n',
      'NATS/1.0\r\n\r\n',
    ];
    for (const block of blocks) {
      const headers = { encode: () => Buffer.from(block) } as never;
      for (const bytes of [Buffer.alloc(900_000, 0xff), Buffer.alloc(0)]) {
        nats.publish('market.futures.trades', bytes, { headers });
      }
    }
    nats.publish('market.futures.trades');
    await nats.flush();
    const last = BigInt(blocks.length * 2 + 1);
    while ((await log.state()).lastSequence < last) continue;
    // Each from its own reader too: the first message of a consumer is read in another way.
    for (let sequence = 1n; sequence <= last; sequence += 1n) {
      const [alone] = await collect(log, sequence, { maxMessages: 1 });
      const mark = await log.markAt(sequence);
      if (mark === undefined || alone === undefined) throw new Error('expected a message');
      await collect(log, sequence + 1n, { after: mark });
      expect(alone.serverTimeNs).toBe(mark.serverTimeNs);
    }
    const messages = await collect(log);
    expect(messages).toHaveLength(Number(last));
    expect(messages[0]?.headers).toEqual(
      Object.fromEntries([
        ['A', 'first'],
        ['constructor', 'c'],
        ['__proto__', 'p'],
      ]),
    );
  });
});
