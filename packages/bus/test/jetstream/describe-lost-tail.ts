import { describe, expect, it } from 'vitest';
import { copyStore, startTcpProxy } from '../../../../test-servers.mjs';
import { collect } from '../event-log-contract.js';
import { follow, future, numbered, textsOf } from './follow.js';
import { futuresLog, plainClient, serverOfTest } from './server-of-test.js';

const REWOUND = { name: 'BusError', code: 'LOG_REWOUND', retryable: false };

/**
 * What logs say after a server came back with an older copy of its store: ten messages are kept, ten
 * more were acknowledged and delivered and are lost; their sequences stand for others then.
 */
export function describeLostTail(version: 'newest' | 'oldest'): void {
  const start = async () => {
    const server = await serverOfTest(version === 'oldest' ? { version } : {});
    const proxy = await startTcpProxy(server.port);
    const log = await futuresLog({ servers: `127.0.0.1:${proxy.port}` });
    const writer = await futuresLog({ servers: server.url });
    for (const text of numbered(10)) await writer.append(future(text, 'run', Number(text)));
    const copy = await copyStore(server);
    const reading = follow(log);
    const lost = ['lost 10', 'lost 11', 'lost 12'];
    for (const [index, text] of lost.entries())
      await writer.append(future(text, 'run', 10 + index));
    await reading.reached(13);
    const before = { state: await log.state(), mark: await log.markAt(13n) };
    if (before.mark === undefined) throw new Error('expected a mark, was none');
    const restore = async (): Promise<void> => {
      await copy.restore();
      await server.restart();
    };
    const after = before.mark;
    return { server, proxy, log, writer, reading, restore, before, after };
  };

  describe('a lost tail [needs nats]', () => {
    it('ends a reader that is ahead of it, and the same log reads on from where they part', async () => {
      const { log, writer, reading, restore, before, after, proxy } = await start();
      await restore();
      await expect(reading.done).rejects.toMatchObject(REWOUND);
      const { created } = before.state;
      expect(await log.state()).toEqual({ ...before.state, lastSequence: 10n });
      expect(await log.markAt(13n)).toBeUndefined();
      await expect(log.release(13n)).rejects.toMatchObject({ code: 'SEQUENCE_AHEAD' });
      await expect(collect(log, 14n, { follow: true, created })).rejects.toMatchObject(REWOUND);
      await expect(collect(log, 14n, { follow: true, after })).rejects.toMatchObject(REWOUND);
      const mark = await log.markAt(10n);
      if (mark === undefined) throw new Error('expected a mark, was none');
      const again = follow(log, 11n, { created, after: mark });
      expect(await writer.append(future('new 10'))).toBe(11n);
      await again.reached(1);
      expect(textsOf(again.messages)).toEqual(['new 10']);
      await again.stop();
      await log.close();
      await proxy.close();
    });

    it('ends a reader that it has overgrown, and a fresh one gets every new message', async () => {
      const { log, writer, reading, restore, before, after, proxy, server } = await start();
      proxy.cut();
      await restore();
      // The server has forgotten the ids of what it lost: the same run may send it again.
      const sent = ['lost 10', 'new 11', 'new 12', 'new 13', 'new 14'];
      for (const [index, text] of sent.entries()) {
        const append = writer.append(future(text, 'run', 10 + index));
        expect(await append).toBe(BigInt(11 + index));
      }
      proxy.restore();
      await expect(reading.done).rejects.toMatchObject(REWOUND);
      expect(textsOf(reading.messages).slice(10)).toEqual(['lost 10', 'lost 11', 'lost 12']);
      expect(await log.state()).toEqual({ ...before.state, lastSequence: 15n });
      const mark = await log.markAt(13n);
      expect(mark?.sha256).not.toBe(after.sha256);
      expect(mark?.serverTimeNs).not.toBe(after.serverTimeNs);
      // One that knows only its sequence would skip the new messages: its mark tells.
      await expect(collect(log, 14n, { follow: true, after })).rejects.toMatchObject(REWOUND);
      const all = [...numbered(10), ...sent];
      expect(textsOf(await collect(log))).toEqual(all);
      const fresh = await futuresLog({ servers: server.url });
      expect(textsOf(await collect(fresh, 11n))).toEqual(sent);
      await log.close();
      await proxy.close();
    });

    it('ends a reader that comes back and finds its last message deleted: nobody can tell', async () => {
      const { log, writer, reading, restore, before, after, proxy, server } = await start();
      proxy.cut();
      await restore();
      for (const text of numbered(5)) await writer.append(future(`new ${text}`));
      const { manager } = await plainClient(server);
      await manager.streams.deleteMessage('MARKET_FUTURES', 13);
      proxy.restore();
      await expect(reading.done).rejects.toMatchObject(REWOUND);
      expect(reading.messages).toHaveLength(13);
      // Who has judged what the log holds may read on all the same, until the next interruption.
      const { created } = before.state;
      const again = follow(log, 14n, { created, after });
      await again.reached(2);
      expect(textsOf(again.messages)).toEqual(['new 3', 'new 4']);
      await again.stop();
      await log.close();
      await proxy.close();
    });

    it('does not end a reader whose last message is too old to be kept', async () => {
      const { log, writer, reading, proxy, server } = await start();
      proxy.cut();
      for (const text of numbered(3)) await writer.append(future(`new ${text}`));
      const { manager } = await plainClient(server);
      await manager.streams.purge('MARKET_FUTURES', { seq: 15 });
      proxy.restore();
      await reading.reached(15);
      expect(textsOf(reading.messages).slice(13)).toEqual(['new 1', 'new 2']);
      await reading.stop();
      await log.close();
      await proxy.close();
    });
  });
}
