import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { openJetStreamLogs, publishOnce } from '../../src/index.js';
import { plainClient, serverOfTest } from './server-of-test.js';

const SUBJECT = 'market.futures.trades.replay.01234567-1-7-0';
const message = { subject: SUBJECT, headers: { a: 'b' }, bytes: Buffer.from('{}') };

describe.skipIf(isSkipped('nats'))('a message that may be in its stream once [needs nats]', () => {
  it.each(['newest', 'oldest'] as const)(
    'is stored once, also when its id is forgotten, on the %s server',
    async (version) => {
      const server = await serverOfTest(version === 'oldest' ? { version } : {});
      const settings = { duplicateWindowSeconds: 0.1 };
      const logs = await openJetStreamLogs({ servers: server.url, settings });
      onTestFinished(() => logs.close());
      const once = () => publishOnce(logs.connection, message, 'replay:1');
      const [first, second] = await Promise.all([once(), once()]);
      expect([first.existed, second.existed].sort()).toEqual([false, true]);
      // Past the duplicate window the server knows it by its subject alone.
      await logs.connection.clock.sleep(400);
      expect(await once()).toEqual({ stream: undefined, sequence: 1n, existed: true });
      if (version === 'newest') {
        await server.kill();
        await server.restart();
        expect(await once()).toMatchObject({ sequence: 1n, existed: true });
      }
      const { manager } = await plainClient(server);
      const { state } = await manager.streams.info('MARKET_FUTURES');
      expect(state.messages).toBe(1);
    },
  );

  it('is told of a subject that no stream takes', async () => {
    const server = await serverOfTest();
    const logs = await openJetStreamLogs({ servers: server.url });
    onTestFinished(() => logs.close());
    const elsewhere = { ...message, subject: 'other.subject' };
    await expect(
      publishOnce(logs.connection, elsewhere, 'x', { giveUpAfterMs: 0 }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
