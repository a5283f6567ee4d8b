import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { onTestFinished } from 'vitest';
import { startNatsServer } from '../../../../test-servers.mjs';
import type { NatsServer, NatsServerOptions } from '../../../../test-servers.mjs';
import { openJetStreamLog } from '../../src/jetstream/open-jetstream-log.js';
import type { JetStreamEventLog } from '../../src/jetstream/jetstream-event-log.js';
import type { JetStreamLogOptions } from '../../src/jetstream/open-jetstream-log.js';

/** A server of this test's own. */
export async function serverOfTest(options?: NatsServerOptions): Promise<NatsServer> {
  const server = await startNatsServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** What an operator, or a foreign program, has: the plain client. */
export async function plainClient(
  server: NatsServer,
): Promise<{ readonly nats: NatsConnection; readonly manager: JetStreamManager }> {
  const nats = await connect({ servers: server.url, reconnectTimeWait: 100 });
  onTestFinished(() => nats.close());
  return { nats, manager: await jetstreamManager(nats) };
}

/** The stream of futures as a log, closed when the test ends. */
export async function futuresLog(
  options: Partial<JetStreamLogOptions> & { readonly servers: string },
): Promise<JetStreamEventLog> {
  const log = await openJetStreamLog({ ...options, stream: 'MARKET_FUTURES' });
  onTestFinished(() => log.close());
  return log;
}
