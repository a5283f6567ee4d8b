import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { startNatsServer } from '../../../test-servers.mjs';
import { openJetStreamLogs } from '../src/index.js';

/* Publishing to a stream until everything is acknowledged. ASSAY_BENCH_EVENTS makes it smaller. */
const EVENTS = Number(process.env['ASSAY_BENCH_EVENTS'] ?? 1_000_000);
/** One by one is slow: it sends so much less. */
const ONE_BY_ONE_SHARE = 20;
const PER_MESSAGE = 100;
const STREAM = 'MARKET_FUTURES';
const SUBJECT = 'market.futures.trades';

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  log(line: string): void;
}

/** About 200 bytes. */
const line = (index: number): string =>
  `{"ts_event_ns":${1_765_895_430_123_456_789n + BigInt(index)},"ts_recv_ns":1765895430123706789,` +
  `"source":"GLBX.MDP3","symbol":"ESZ5","price":6000.25,"size":${1 + (index % 20)},"aggressor":1,` +
  `"exchange":"XCME","seq":${1_000_000 + index}}`;

function payload(first: number, events: number): Buffer {
  const lines = Array.from({ length: events }, (_, index) => line(first + index));
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** The client's own call, each message acknowledged before the next: messages a second. */
async function oneByOne(url: string, messages: readonly Buffer[]): Promise<number> {
  const nats = await connect({ servers: url });
  const client = jetstream(nats);
  const started = performance.now();
  for (const bytes of messages) await client.publish(SUBJECT, bytes);
  const seconds = (performance.now() - started) / 1_000;
  await nats.close();
  return messages.length / seconds;
}

/** Our publisher, which keeps many acknowledgements outstanding: messages a second. */
async function windowed(url: string, messages: readonly Buffer[]): Promise<number> {
  const { publisher, close } = await openJetStreamLogs({ servers: url, streams: [STREAM] });
  const started = performance.now();
  const sent: Promise<unknown>[] = [];
  for (const bytes of messages) {
    await publisher.waitForRoom(bytes.length + 1_024);
    sent.push(publisher.publish({ subject: SUBJECT, bytes }));
  }
  await Promise.all(sent);
  const seconds = (performance.now() - started) / 1_000;
  await close();
  return messages.length / seconds;
}

async function publish({ log }: Context) {
  await using server = await startNatsServer();
  await (await openJetStreamLogs({ servers: server.url, streams: [STREAM] })).close();
  const singles = Array.from({ length: EVENTS }, (_, index) => payload(index, 1));
  const packed = Array.from({ length: EVENTS / PER_MESSAGE }, (_, index) =>
    payload(index * PER_MESSAGE, PER_MESSAGE),
  );
  log('js.publish one by one');
  const slow = await oneByOne(server.url, singles.slice(0, EVENTS / ONE_BY_ONE_SHARE));
  log('windowed, one event a message');
  const single = await windowed(server.url, singles);
  log(`windowed, ${PER_MESSAGE} events a message`);
  const many = (await windowed(server.url, packed)) * PER_MESSAGE;
  const bound = `js.publish, one by one: ${Math.round(slow).toLocaleString('en-US')} events/s`;
  const row = (events: number, figure: number) => ({
    work: 'publish to JetStream, windowed acks',
    input: `${EVENTS.toLocaleString('en-US')} events of ${line(0).length} B, ${events} a message`,
    figure: Math.round(figure),
    unit: 'events/s',
    bound,
    ratio: Number((figure / slow).toFixed(1)),
  });
  return [row(1, single), row(PER_MESSAGE, many)];
}

export const benches = [{ name: 'bus-jetstream-publish', run: publish }];
