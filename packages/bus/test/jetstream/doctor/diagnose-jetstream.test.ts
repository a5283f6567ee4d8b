import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Finding } from '@assay/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped } from '../../../../../test-servers.mjs';
import { diagnoseJetStream, openJetStreamLogs, STREAMS } from '../../../src/index.js';
import { clockFinding } from '../../../src/jetstream/doctor/clock-finding.js';
import { foldStreams } from '../../../src/jetstream/doctor/fold-streams.js';
import { serverVersionFindings } from '../../../src/jetstream/doctor/server-version.js';
import { streamFindings } from '../../../src/jetstream/doctor/stream-findings.js';
import { DEFAULT_STREAM_SETTINGS } from '../../../src/jetstream/stream-declarations.js';
import { plainClient, serverOfTest } from '../server-of-test.js';

const of = (findings: readonly Finding[], what: string) =>
  findings.filter((finding) => finding.what.includes(what));

describe('what is known of a server version', () => {
  it('is nothing of the newest, and more the older it is', () => {
    const severities = (version: string) =>
      serverVersionFindings(version).map(({ severity }) => severity);
    expect(severities('2.15.2')).toEqual(['ok']);
    expect(severities('2.12.7')).toEqual(['ok']);
    expect(severities('2.13.0')).toEqual(['advice']);
    expect(severities('2.12.6')).toEqual(['advice']);
    expect(severities('2.10.23')).toEqual(['advice', 'advice']);
    expect(severities('2.10.22')).toEqual(['danger', 'advice', 'advice']);
    expect(severities('2.10.19')).toEqual(['advice', 'advice']);
    expect(severities('2.9.10')).toEqual(['warning', 'advice', 'advice']);
  });
});

describe('two clocks', () => {
  it('agree as far as the time of asking can tell', () => {
    expect(clockFinding('x', 1_500, 1_000, 2_000).severity).toBe('ok');
    expect(clockFinding('x', 4_000, 1_000, 2_000)).toMatchObject({ severity: 'advice' });
    expect(clockFinding('x', 0, 60_000, 60_001).was).toMatch(/^60000 ms behind/);
  });
});

describe('findings of several streams', () => {
  const replicas = (name: string, was = '1'): Finding => ({
    severity: 'advice',
    what: `stream ${name}: replicas`,
    was,
    expected: '3',
    change: `edit ${name}`,
  });
  const server: Finding = { severity: 'ok', what: 'server', was: 'here', expected: 'an answer' };

  it('are one where they are equal but for the stream', () => {
    expect(foldStreams([replicas('A'), server, replicas('B'), server])).toEqual([
      {
        severity: 'advice',
        what: 'streams A, B: replicas',
        was: '1',
        expected: '3',
        change: 'for each stream (NAME): edit NAME',
      },
      server,
      server,
    ]);
  });

  it('stay as they are where they differ in more', () => {
    const findings = [replicas('A'), replicas('B', '2')];
    expect(foldStreams(findings)).toEqual(findings);
  });
});

describe.skipIf(isSkipped('nats'))('a diagnosis of JetStream [needs nats]', () => {
  it('finds nothing worse than advice with the streams that Assay makes', async () => {
    const server = await serverOfTest();
    const logs = await openJetStreamLogs({ servers: server.url });
    await logs.close();
    const findings = await diagnoseJetStream({ servers: server.url });
    const worse = findings.filter(({ severity }) => severity !== 'ok' && severity !== 'advice');
    expect(worse).toEqual([]);
    const all = `streams ${STREAMS.map(({ name }) => name).join(', ')}`;
    expect(of(findings, `${all}: max_age`)[0]?.was).toBe('604800 s');
    expect(of(findings, 'replicas')).toMatchObject([
      {
        severity: 'advice',
        what: `${all}: replicas`,
        change: expect.stringContaining('for each stream (NAME): `nats stream edit NAME') as string,
      },
    ]);
    expect(of(findings, 'clock: NATS server')[0]?.severity).toBe('ok');
    expect(of(findings, 'sync policy')).toMatchObject([{ severity: 'advice' }]);
  });

  it('names every bad setting, with the command that mends it', async () => {
    const server = await serverOfTest();
    const { manager } = await plainClient(server);
    await manager.streams.add({
      name: 'MARKET_FUTURES',
      subjects: ['market.futures.>'],
      storage: 'memory',
      discard: 'old',
      max_bytes: 1_000_000,
      max_age: 60e9,
      duplicate_window: 1e9,
      max_consumers: 2,
    });
    const findings = await diagnoseJetStream({ servers: server.url });
    const bad = of(findings, 'stream MARKET_FUTURES:')
      .filter(({ severity }) => severity !== 'ok')
      .map(({ what, severity, change }) => [what.split(': ')[1], severity, change]);
    expect(bad).toEqual([
      ['storage', 'danger', expect.stringContaining('nats stream rm MARKET_FUTURES')],
      ['discard', 'danger', '`nats stream edit MARKET_FUTURES --discard=new`'],
      ['max_age', 'danger', '`nats stream edit MARKET_FUTURES --max-age=604800s`'],
      ['duplicate_window', 'warning', '`nats stream edit MARKET_FUTURES --dupe-window=120s`'],
      ['replicas', 'advice', expect.stringContaining('--replicas=3')],
      ['consumers', 'danger', expect.stringContaining('max_consumers')],
    ]);
    expect(of(findings, 'MARKET_STOCKS')).toMatchObject([
      {
        severity: 'advice',
        what: 'streams MARKET_STOCKS, MARKET_OPTIONS, LEVELS',
        was: 'none',
        change: expect.stringContaining('start lake-service') as string,
      },
    ]);
  });

  it('says of a stream that is nearly full, or too small for the outage budget', async () => {
    const server = await serverOfTest();
    const { nats, manager } = await plainClient(server);
    const [declaration] = STREAMS.filter(({ name }) => name === 'MARKET_FUTURES');
    await manager.streams.add({
      name: declaration.name,
      subjects: [...declaration.subjects],
      discard: 'new',
      max_bytes: 100_000,
    });
    for (let sent = 0; sent < 9; sent += 1) {
      await nats.request('market.futures.trades', Buffer.alloc(10_100));
    }
    const findings = await diagnoseJetStream({ servers: server.url });
    const [room] = of(findings, 'FUTURES: room');
    expect(room).toMatchObject({ severity: 'danger', expected: 'less than 90 %' });
    // The same stream, a tenth full after two minutes.
    const info = await manager.streams.info(declaration.name);
    const state = { ...info.state, bytes: 10_000, first_ts: '2025-12-16T14:30:00Z' };
    const early = { ...info, state: { ...state, last_ts: '2025-12-16T14:32:00Z' } };
    const told = streamFindings(declaration, DEFAULT_STREAM_SETTINGS, early);
    expect(of(told, 'room')).toMatchObject([
      { severity: 'warning', expected: '50400000 bytes for 604800 s' },
    ]);
  });

  it('tells a server that is not there instead of failing', async () => {
    const findings = await diagnoseJetStream({ servers: 'nats://127.0.0.1:1' });
    expect(findings).toMatchObject([{ severity: 'danger', what: 'server' }]);
  });
});

describe('the sync policy', () => {
  const jetstream = (config: object | undefined) => ({ jetstream: { config } });

  it.each([
    ['ok', jetstream({ sync_always: true, sync_interval: 120e9 }), 'always'],
    ['warning', jetstream({ sync_interval: 120e9 }), 'every 120 s'],
    ['warning', jetstream({}), 'an interval'],
    ['warning', {}, 'does not answer'],
  ])('is %s as the monitoring port tells it: %j', async (severity, varz, was) => {
    const { syncFindings } = await import('../../../src/jetstream/doctor/sync-findings.js');
    const monitor = createServer((_, response) => response.end(JSON.stringify(varz)));
    monitor.listen(0, '127.0.0.1');
    onTestFinished(() => void monitor.close());
    await once(monitor, 'listening');
    const { port } = monitor.address() as AddressInfo;
    const findings = await syncFindings(`http://127.0.0.1:${port}`);
    expect(findings).toMatchObject([{ severity, was: expect.stringContaining(was) as string }]);
  });
});
