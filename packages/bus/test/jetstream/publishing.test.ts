import { TimeoutError } from '@nats-io/transport-node';
import { nullLogger, systemClock } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startTcpProxy } from '../../../../test-servers.mjs';
import { connectJetStream } from '../../src/jetstream/connection.js';
import { openJetStreamLogs } from '../../src/jetstream/open-jetstream-log.js';
import { createPublisher } from '../../src/jetstream/publisher.js';
import type { PublishLimits } from '../../src/jetstream/publish-window.js';
import { collect } from '../event-log-contract.js';
import { future, numbered, textsOf } from './follow.js';
import { futuresLog, plainClient, serverOfTest } from './server-of-test.js';

const STREAM = 'MARKET_FUTURES';

async function publisherOfTest(servers: string, limits?: Partial<PublishLimits>) {
  const connection = await connectJetStream({ servers, requestTimeoutMs: 2_000 });
  onTestFinished(() => connection.close());
  return createPublisher(connection, limits);
}

describe.skipIf(isSkipped('nats'))('publishing to a stream [needs nats]', () => {
  it('stores once what is sent again because the acknowledgement was lost', async () => {
    const server = await serverOfTest();
    const proxy = await startTcpProxy(server.port);
    const log = await futuresLog({ servers: server.url });
    const publisher = await publisherOfTest(`127.0.0.1:${proxy.port}`);
    proxy.stall('toClient');
    const acks = [
      ...numbered(100).map((text) => publisher.publish(future(text, 'run', Number(text)))),
      ...numbered(100).map((text) => publisher.publish(future(text))),
    ];
    while ((await log.state()).lastSequence < 200n) await systemClock.sleep(10);
    proxy.cut();
    proxy.restore();
    const settled = await Promise.all(acks);
    expect(settled.every(({ isDuplicate, tries }) => isDuplicate && tries === 2)).toBe(true);
    expect(settled.map(({ sequence }) => Number(sequence))).toEqual(
      numbered(200).map((text) => Number(text) + 1),
    );
    expect((await log.state()).lastSequence).toBe(200n);
    await publisher.close();
    await proxy.close();
  });

  it('sends again, in order, what was under way when the server was killed', async () => {
    const server = await serverOfTest();
    const log = await futuresLog({ servers: server.url, publish: { windowMessages: 50 } });
    const appends = numbered(2_000).map((text) => log.append(future(text)));
    await appends[300];
    await server.kill();
    await server.restart();
    const sequences = await Promise.all(appends);
    expect(sequences.map(Number)).toEqual(numbered(2_000).map((text) => Number(text) + 1));
    expect(textsOf(await collect(log))).toEqual(numbered(2_000));
  });

  it('names a message by its run and ordinal, and one without a run by an id of its own', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    const log = await futuresLog({ servers: server.url });
    await log.append(future('a', 'feed-7', 1200));
    await log.append(future('b'));
    const idOf = async (seq: number) =>
      (await manager.streams.getMessage(STREAM, { seq }))?.header.get('Nats-Msg-Id');
    expect(await idOf(1)).toBe('feed-7:1200');
    expect(await idOf(2)).toMatch(/^assay\.[0-9a-f]{16}:2$|^assay\.[0-9a-f]{16}:1$/);
    const [first, second] = await collect(log);
    expect(first?.headers).toEqual({ 'Assay-Run': 'feed-7', 'Assay-Run-Pos': '1200' });
    expect(second?.headers).toEqual({});
  });

  it('keeps a message id that a foreign publisher gave', async () => {
    const server = await serverOfTest();
    const log = await futuresLog({ servers: server.url });
    await log.append({ ...future('a'), headers: { 'Nats-Msg-Id': 'theirs' } });
    const [message] = await collect(log);
    expect(message?.headers).toEqual({ 'Nats-Msg-Id': 'theirs' });
  });

  it('acknowledges a message of the same run, ordinal and bytes as a duplicate', async () => {
    const server = await serverOfTest();
    await futuresLog({ servers: server.url });
    const publisher = await publisherOfTest(server.url);
    const first = await publisher.publish(future('a', 'run', 5));
    const again = await (await publisherOfTest(server.url)).publish(future('a', 'run', 5));
    expect(first).toMatchObject({ stream: STREAM, sequence: 1n, isDuplicate: false });
    expect(again).toMatchObject({ stream: STREAM, sequence: 1n, isDuplicate: true });
  });

  it('stores both when the same run and ordinal come with other bytes, once each', async () => {
    const server = await serverOfTest();
    const warnings: string[] = [];
    const logger = { ...nullLogger, warn: (words: string) => void warnings.push(words) };
    const log = await futuresLog({ servers: server.url, logger });
    expect(await log.append(future('{"a":1}', 'run', 0))).toBe(1n);
    const longer = future('{"a":1}\n{"a":2}', 'run', 0);
    expect(await log.append(longer)).toBe(2n);
    expect(await log.append(longer)).toBe(2n);
    const messages = await collect(log);
    expect(textsOf(messages)).toEqual(['{"a":1}', '{"a":1}\n{"a":2}']);
    // Told of the first one, and of the tenth, the hundredth …
    expect(warnings).toEqual(['another message has this id: storing both']);
    expect(messages[1]?.headers).toEqual({ 'Assay-Run': 'run', 'Assay-Run-Pos': '0' });
  });

  it('asks on when the server does not show what it has under an id', async () => {
    const server = await serverOfTest();
    await futuresLog({ servers: server.url });
    const connection = await connectJetStream({ servers: server.url });
    onTestFinished(() => connection.close());
    let isSilent = true;
    const nats = Object.create(connection.nats, {
      request: {
        value: (subject: string, payload: string, options: { timeout: number }) => {
          if (!isSilent) return connection.nats.request(subject, payload, options);
          isSilent = false;
          return Promise.reject(new TimeoutError());
        },
      },
    }) as typeof connection.nats;
    const publisher = createPublisher(
      Object.create(connection, { nats: { value: nats } }) as never,
    );
    await publisher.publish(future('a', 'run', 5));
    const again = await publisher.publish(future('a', 'run', 5));
    expect(again).toMatchObject({ sequence: 1n, isDuplicate: true });
    expect(isSilent).toBe(false);
  });

  it('sends lines as NDJSON, in as few messages as max_payload allows', async () => {
    const server = await serverOfTest({ config: { max_payload: 16_384 } });
    const log = await futuresLog({ servers: server.url });
    const publisher = await publisherOfTest(server.url);
    const lines = numbered(1_000).map((text) => `{"n":"${text.padStart(40, '0')}"}`);
    const subject = 'market.futures.trades';
    const acks = await publisher.publishLines({ subject, run: 'r', firstOrdinal: 10n, lines });
    expect(acks.map(({ sequence }) => sequence)).toEqual([1n, 2n, 3n, 4n]);
    const messages = await collect(log);
    expect(textsOf(messages).join('\n').split('\n')).toEqual(lines);
    let ordinal = 10;
    for (const { headers, bytes } of messages) {
      expect(headers).toEqual({
        'Content-Type': 'application/x-ndjson',
        'Assay-Run': 'r',
        'Assay-Run-Pos': String(ordinal),
      });
      ordinal += Buffer.from(bytes).toString().split('\n').length;
    }
    expect(ordinal).toBe(1_010);
  });

  it('says MESSAGE_TOO_LARGE with the limit, before anything is sent', async () => {
    const server = await serverOfTest({ config: { max_payload: 16_384 } });
    const log = await futuresLog({ servers: server.url });
    const message = { subject: 'market.futures.trades', bytes: Buffer.alloc(16_384) };
    await expect(log.append(message)).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      message: expect.stringContaining('16384') as string,
    });
    expect((await log.state()).lastSequence).toBe(0n);
  });

  it('says LOG_FULL when the stream refuses, and drops nothing that it holds', async () => {
    const server = await serverOfTest();
    const log = await futuresLog({ servers: server.url, settings: { maxBytes: 20_000 } });
    const bytes = Buffer.alloc(4_000, 'x');
    const send = () => log.append({ subject: 'market.futures.trades', bytes });
    for (let index = 0; index < 4; index += 1) await send();
    await expect(send()).rejects.toMatchObject({ code: 'LOG_FULL', retryable: true });
    expect(await log.state()).toMatchObject({ firstSequence: 1n, lastSequence: 4n });
  });

  it('rejects with BACK_PRESSURE when too much waits, and tells when there is room', async () => {
    const server = await serverOfTest();
    const log = await futuresLog({ servers: server.url, publish: { maxPendingBytes: 1_000 } });
    const big = { subject: 'market.futures.trades', bytes: Buffer.alloc(800) };
    const first = log.append(big);
    await expect(log.append(big)).rejects.toMatchObject({ code: 'BACK_PRESSURE', retryable: true });
    await log.waitForRoom(800);
    expect(await log.append(big)).toBe(2n);
    expect(await first).toBe(1n);
    expect(log.pendingBytes).toBe(0);
  });

  it('gives a message up as UNDECIDED when it was sent and never answered', async () => {
    const server = await serverOfTest();
    await futuresLog({ servers: server.url });
    const proxy = await startTcpProxy(server.port);
    const limits = { ackTimeoutMs: 200, giveUpAfterMs: 600 };
    const publisher = await publisherOfTest(`127.0.0.1:${proxy.port}`, limits);
    proxy.stall();
    const sent = publisher.publish(future('a'));
    await expect(sent).rejects.toMatchObject({ code: 'UNDECIDED', retryable: false });
    expect(publisher.pendingBytes).toBe(0);
    proxy.restore();
    await proxy.close();
  });

  it('gives a message up as UNAVAILABLE when it was never sent, or no stream takes it', async () => {
    const server = await serverOfTest();
    const limits = { ackTimeoutMs: 100, giveUpAfterMs: 400 };
    const publisher = await publisherOfTest(server.url, limits);
    const refused = { code: 'UNAVAILABLE', retryable: true };
    await expect(publisher.publish(future('a'))).rejects.toMatchObject(refused);
    await server.kill();
    await systemClock.sleep(50);
    await expect(publisher.publish(future('a'))).rejects.toMatchObject(refused);
  });

  it.each([
    ['a header with space around its value', { headers: { A: ' b' } }, 'BAD_MESSAGE'],
    ['a header with a line end', { headers: { A: 'b\r\nC: d' } }, 'BAD_MESSAGE'],
    ['a header name with a colon', { headers: { 'A:': 'b' } }, 'BAD_MESSAGE'],
    ['a wildcard', { subject: 'market.futures.*' }, 'BAD_SUBJECT'],
    ['a subject of another stream', { subject: 'market.stocks.trades' }, 'BAD_SUBJECT'],
  ])('refuses %s', async (_, difference, code) => {
    const server = await serverOfTest();
    const log = await futuresLog({ servers: server.url });
    await expect(log.append({ ...future('a'), ...difference })).rejects.toMatchObject({ code });
    expect((await log.state()).lastSequence).toBe(0n);
  });

  it('sends each subject to its own stream over one connection', async () => {
    const server = await serverOfTest();
    await using opened = await openJetStreamLogs({ servers: server.url });
    const subjects = ['market.stocks.trades', 'market.options.greeks', 'levels.signals'];
    for (const subject of subjects) {
      expect(await opened.append({ subject, bytes: Buffer.from('{}') })).toBe(1n);
      expect((await opened.logOf(subject).state()).lastSequence).toBe(1n);
    }
    expect(opened.logs.map(({ stream }) => stream)).toEqual([
      'MARKET_STOCKS',
      'MARKET_OPTIONS',
      'MARKET_FUTURES',
      'LEVELS',
    ]);
    expect(() => opened.logOf('market.bonds.trades')).toThrow(/market\.stocks\.> .*bonds/);
  });
});
