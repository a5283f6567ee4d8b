import { describe, expect, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { collect } from '../event-log-contract.js';
import { describeLostTail } from './describe-lost-tail.js';
import { follow, future, numbered, textsOf } from './follow.js';
import { futuresLog, plainClient, serverOfTest } from './server-of-test.js';

const isLong = process.env.ASSAY_LONG === '1' && !isSkipped('nats-oldest');

describe.skipIf(!isLong)('the oldest server [long] [needs nats-oldest]', () => {
  it('takes streams, readers and publishers, over a kill', async () => {
    const server = await serverOfTest({ version: 'oldest' });
    expect(server.version).toBe('2.9.10');
    const log = await futuresLog({ servers: server.url });
    expect(log.findings).toEqual([]);
    const reading = follow(log);
    const appends = numbered(1_000).map((text) => log.append(future(text, 'run', Number(text))));
    await reading.reached(100);
    await server.kill();
    await server.restart();
    await Promise.all(appends);
    await reading.reached(1_000);
    expect(textsOf(reading.messages)).toEqual(numbered(1_000));
    expect(textsOf(await collect(log, 991n))).toEqual(numbered(1_000).slice(990));
  });

  it('goes on when its consumer is deleted, and ends when its stream is', async () => {
    const server = await serverOfTest({ version: 'oldest' });
    const { manager } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    expect(await log.state()).toMatchObject({ firstSequence: 1n, lastSequence: 0n });
    const reading = follow(log);
    await log.append(future('0'));
    await reading.reached(1);
    for await (const { name } of manager.consumers.list('MARKET_FUTURES')) {
      await manager.consumers.delete('MARKET_FUTURES', name);
    }
    await log.append(future('1'));
    await reading.reached(2);
    await manager.streams.delete('MARKET_FUTURES');
    await expect(reading.done).rejects.toMatchObject({ code: 'LOG_DELETED' });
  });

  describeLostTail('oldest');
});
