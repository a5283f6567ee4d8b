import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe } from 'vitest';
import { isSkipped, startNatsServer } from '../../../../test-servers.mjs';
import type { NatsServer } from '../../../../test-servers.mjs';
import { openJetStreamLog } from '../../src/jetstream/open-jetstream-log.js';
import { describeEventLogContract } from '../event-log-contract.js';
import type { LogUnderTest } from '../event-log-contract.js';

describe.skipIf(isSkipped('nats'))('the JetStream log [needs nats]', () => {
  // Two streams of one server cannot take the same subject, and the contract compares two logs.
  let servers: NatsServer[] = [];
  const free: NatsServer[] = [];
  // A name that is used again right after its stream was deleted may show that one's messages.
  let count = 0;

  beforeAll(async () => {
    servers = await Promise.all([startNatsServer(), startNatsServer()]);
    free.push(...servers);
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });

  async function open(server: NatsServer, name: string): Promise<LogUnderTest> {
    const stream = { name, subjects: ['market.futures.>'] };
    const log = await openJetStreamLog({ servers: server.url, stream });
    let released = 0n;
    return {
      log: {
        ...log,
        release: async (sequence) => {
          await log.release(sequence);
          released = sequence;
        },
      },
      reopen: async () => {
        await log.close();
        return open(server, name);
      },
      // The stream keeps what is released until it is too old: here its age is over.
      settleRelease: async () => {
        const nats = await connect({ servers: server.url });
        const { streams } = await jetstreamManager(nats);
        await streams.purge(name, { seq: Number(released) + 1 });
        await nats.close();
      },
      destroy: async () => {
        await log.close();
        const nats = await connect({ servers: server.url });
        await (await jetstreamManager(nats)).streams.delete(name);
        await nats.close();
        free.push(server);
      },
    };
  }

  describeEventLogContract('JetStream', {
    subject: 'market.futures.trades',
    create: async () => {
      const server = free.pop();
      if (server === undefined) throw new Error('expected a free server, was none');
      count += 1;
      return open(server, `CONTRACT_${count}`);
    },
  });
});
