import { jetstreamManager, AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { startNatsServer } from '../../../test-servers.mjs';
import { openJetStreamLogs, type JetStreamLogs } from '../src/index.js';

/*
 * Reading a stream to its end and storing nothing: the event log against the client's own pull
 * consumer, in turns on the same stream. ASSAY_BENCH_EVENTS and ASSAY_BENCH_ROUNDS make it smaller.
 */
const MESSAGES = Number(process.env['ASSAY_BENCH_EVENTS'] ?? 1_000_000);
const ROUNDS = Number(process.env['ASSAY_BENCH_ROUNDS'] ?? 3);
const PAYLOAD_BYTES = 200;
const STREAM = 'MARKET_FUTURES';
const SUBJECT = 'market.futures.trades';

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  log(line: string): void;
}

async function fill({ publisher }: JetStreamLogs): Promise<void> {
  const bytes = Buffer.alloc(PAYLOAD_BYTES, 'x');
  const sent: Promise<unknown>[] = [];
  for (let message = 0; message < MESSAGES; message += 1) {
    await publisher.waitForRoom(bytes.length + 1_024);
    sent.push(publisher.publish({ subject: SUBJECT, bytes }));
  }
  await Promise.all(sent);
}

/** Messages a second of the client alone. */
async function drainBare(url: string): Promise<number> {
  const nats = await connect({ servers: url });
  const manager = await jetstreamManager(nats);
  const policies = { ack_policy: AckPolicy.None, deliver_policy: DeliverPolicy.All };
  const { name } = await manager.consumers.add(STREAM, { name: 'bare', ...policies });
  const consumer = await manager.jetstream().consumers.get(STREAM, name);
  const started = performance.now();
  const pulled = await consumer.consume({ max_messages: 20_000 });
  let left = MESSAGES;
  for await (const message of pulled) {
    left -= message.data.length === PAYLOAD_BYTES ? 1 : 0;
    if (left === 0) break;
  }
  const seconds = (performance.now() - started) / 1_000;
  await pulled.close();
  await manager.consumers.delete(STREAM, name);
  await nats.close();
  return MESSAGES / seconds;
}

/** Messages a second of the event log: copied payloads, continuity checked. */
async function drainLog({ logs: [log] }: JetStreamLogs): Promise<number> {
  const started = performance.now();
  let read = 0;
  for await (const group of log.read(1n)) read += group.length;
  const seconds = (performance.now() - started) / 1_000;
  if (read !== MESSAGES) throw new Error(`expected ${MESSAGES} messages, was ${read}`);
  return MESSAGES / seconds;
}

async function drain({ log }: Context) {
  await using server = await startNatsServer();
  await using logs = await openJetStreamLogs({ servers: server.url, streams: [STREAM] });
  log(`filling a stream with ${MESSAGES} messages`);
  await fill(logs);
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await drainBare(server.url));
    ours.push(await drainLog(logs));
    log(`bare ${Math.round(bare[round])}, event log ${Math.round(ours[round])} messages/s`);
  }
  const median = (rates: number[]): number => rates.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
  const [bound, figure] = [median(bare), median(ours)];
  return {
    work: 'read a JetStream stream as an event log',
    input: `${MESSAGES.toLocaleString('en-US')} messages of ${PAYLOAD_BYTES} B`,
    figure: Math.round(figure),
    unit: 'messages/s',
    bound: `bare nats.js drain: ${Math.round(bound).toLocaleString('en-US')} messages/s`,
    ratio: Number((figure / bound).toFixed(2)),
  };
}

export const benches = [{ name: 'bus-jetstream-drain', run: drain }];
