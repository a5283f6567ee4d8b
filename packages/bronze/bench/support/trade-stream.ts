import { openJetStreamLogs, type JetStreamLogs } from '@assay/bus';
import { futuresTrades } from '@assay/schemas';
import { startNatsServer, type NatsServer } from '../../../../test-servers.mjs';

export const STREAM = 'MARKET_FUTURES';
export const SUBJECT = futuresTrades.subject ?? '';

/** One ES trade as a feed writes it, about 200 bytes; times ascend, all in two hours. */
export function tradeLine(index: number): string {
  const tsEventNs = 1_765_895_430_123_456_789n + BigInt(index) * 1_003n;
  const price = 6000 + (index % 400) * 0.25;
  return (
    `{"ts_event_ns":${tsEventNs},"ts_recv_ns":${tsEventNs + 250_000n},"source":"GLBX.MDP3",` +
    `"symbol":"ESZ5","price":${price},"size":${1 + (index % 20)},"aggressor":${(index % 3) - 1},` +
    `"exchange":"XCME","seq":${1_000_000 + index}}`
  );
}

/** A nats-server with a stream full of trades. */
export interface TradeStream extends AsyncDisposable {
  readonly server: NatsServer;
  readonly logs: JetStreamLogs;
  readonly messages: number;
  readonly events: number;
}

/** Starts a server and fills its stream with `events` trades, `perMessage` in a message. */
export async function fillTradeStream(events: number, perMessage: number): Promise<TradeStream> {
  const server = await startNatsServer();
  const logs = await openJetStreamLogs({ servers: server.url, streams: [STREAM] });
  const messages = events / perMessage;
  const sent: Promise<unknown>[] = [];
  for (let message = 0; message < messages; message += 1) {
    const lines = Array.from({ length: perMessage }, (_, line) =>
      tradeLine(message * perMessage + line),
    );
    const bytes = Buffer.from(lines.join('\n'), 'latin1');
    await logs.publisher.waitForRoom(bytes.length + 1_024);
    sent.push(logs.publisher.publish({ subject: SUBJECT, bytes }));
  }
  await Promise.all(sent);
  const close = async () => {
    await logs.close();
    await server.close();
  };
  return { server, logs, messages, events, [Symbol.asyncDispose]: close };
}
