import { nullLogger } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { openJetStreamLogs } from '../../src/jetstream/open-jetstream-log.js';
import { future } from './follow.js';
import { futuresLog, plainClient, serverOfTest } from './server-of-test.js';

const STREAM = 'MARKET_FUTURES';

describe.skipIf(isSkipped('nats'))('the streams of a log [needs nats]', () => {
  it('are made with explicit settings', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    await using opened = await openJetStreamLogs({ servers: server.url });
    expect(opened.logs.flatMap(({ findings }) => findings)).toEqual([]);
    expect((await manager.streams.info(STREAM)).config).toMatchObject({
      subjects: ['market.futures.>'],
      storage: 'file',
      retention: 'limits',
      discard: 'new',
      max_age: 7 * 86_400 * 1e9,
      max_bytes: -1,
      duplicate_window: 120e9,
      allow_direct: true,
      num_replicas: 1,
    });
  });

  it('are used as they are when they exist, with a warning for each difference', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    const theirs = { name: STREAM, subjects: ['market.>'], max_bytes: -1, max_age: 3600e9 };
    const before = (await manager.streams.add({ ...theirs, discard: 'old' })).config;
    const warnings: string[] = [];
    const logger = { ...nullLogger, warn: (words: string) => void warnings.push(words) };
    const log = await futuresLog({ servers: server.url, logger });
    expect(log.findings.map(({ severity, setting }) => [severity, setting])).toEqual([
      ['warning', 'max_age'],
    ]);
    expect(warnings).toEqual([expect.stringContaining('expected max_age 604800 s, was 3600 s')]);
    expect(await log.append(future('a'))).toBe(1n);
    expect((await manager.streams.info(STREAM)).config).toEqual(before);
  });

  it.each([
    [{ retention: 'workqueue' as const }, /expected retention limits, was workqueue/],
    [{ retention: 'interest' as const }, /expected retention limits, was interest/],
    [{ subjects: ['market.futures.trades'] }, /was market\.futures\.trades: nobody would store/],
    [{ max_msgs_per_subject: 5 }, /expected max_msgs_per_subject -1, was 5/],
    [{ discard: 'old' as const, max_bytes: 1e6 }, /expected discard new, was old: a full stream/],
    [{ discard: 'old' as const, max_msgs: 100 }, /expected discard new, was old: a full stream/],
    [{ no_ack: true }, /expected no_ack false, was true/],
  ])('are refused when they would lose events in silence: %j', async (theirs, words) => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    await manager.streams.add({ name: STREAM, subjects: ['market.futures.>'], ...theirs });
    const refused = futuresLog({ servers: server.url });
    await expect(refused).rejects.toMatchObject({ code: 'BAD_STREAM' });
    await expect(refused).rejects.toThrow(words);
  });

  it('are not made when that is not wanted', async () => {
    const server = await serverOfTest();
    const missing = futuresLog({ servers: server.url, create: false });
    await expect(missing).rejects.toMatchObject({ code: 'LOG_DELETED' });
  });
});
