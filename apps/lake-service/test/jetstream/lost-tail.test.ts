import { join } from 'node:path';
import { fateOf, followWatermarks, openJetStreamLogs } from '@assay/bus';
import type { DurabilityWatermark, JetStreamLogs, SentMessage } from '@assay/bus';
import { systemClock, systemRandomness } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyStore, isSkipped, startNatsServer, startTcpProxy } from '../../../../test-servers.mjs';
import type { NatsServerOptions } from '../../../../test-servers.mjs';
import { tradeLine } from '../support/events.js';
import { countRows, readPlain } from '../support/lake.js';
import { parseMetrics } from '../support/parse-metrics.js';
import { runProcess, startProcess, type ServiceProcess } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRADES = 'bronze/futures/trades';
const PATIENCE = { timeout: 20_000, interval: 250 };
const IS_LONG = process.env.ASSAY_LONG === '1';
const ROUNDS = 20;

/** Publishes one trade a message, `from … from + count - 1`; the sequence of the last one. */
async function publish(client: JetStreamLogs, from: number, count: number): Promise<bigint> {
  let last = 0n;
  for (let seq = from; seq < from + count; seq += 1) {
    const bytes = Buffer.from(tradeLine(seq));
    const headers = { 'Assay-Run': 'feed', 'Assay-Run-Pos': String(seq) };
    last = await client.append({ subject: 'market.futures.trades', headers, bytes });
  }
  return last;
}

/** A server behind a network that can be cut, a publisher beside it, and a lake of its own. */
async function setStage(options?: NatsServerOptions) {
  const server = await startNatsServer(options);
  onTestFinished(() => server.close());
  const network = await startTcpProxy(server.port);
  onTestFinished(() => network.close());
  const client = await openJetStreamLogs({ servers: server.url });
  onTestFinished(() => client.close());
  const folder = await temporaryFolder();
  const dataRoot = join(folder, 'data/lake');
  const serve = async (): Promise<ServiceProcess> => {
    const service = startProcess(folder, ['serve', '--json'], {
      NATS_URL: `nats://127.0.0.1:${network.port}`,
      BRONZE_MAX_SECONDS: '0.2',
    });
    await service.url;
    return service;
  };
  const stored = async (rows: number): Promise<void> => {
    await expect.poll(() => countRows(dataRoot, TRADES), PATIENCE).toBe(rows);
  };
  return { server, network, client, folder, dataRoot, serve, stored };
}

/** Ends the service, and holds the lake against what was published over all lineages. */
async function expectUnion(
  { folder, dataRoot }: Awaited<ReturnType<typeof setStage>>,
  service: ServiceProcess,
  expected: { readonly seqs: readonly number[]; readonly epochs: readonly string[] },
): Promise<void> {
  service.kill('SIGTERM');
  const { code, stderr } = await service.ended;
  expect(code, stderr).toBe(0);
  const rows = await readPlain(dataRoot, TRADES, 'seq, _run_pos AS ordinal');
  expect(rows.map(({ seq }) => Number(seq)).sort((a, b) => a - b)).toEqual(expected.seqs);
  expect(rows.every(({ seq, ordinal }) => seq === ordinal)).toBe(true);
  const verified = await runProcess(folder, ['verify', '--json']);
  expect(verified.code, verified.stderr).toBe(0);
  expect(explained(verified.stdout)).toEqual(expected.epochs);
}

/** Why each epoch of the shard was declared and what it stored, as the certificate explains it. */
function explained(stdout: string): string[] {
  const { certificate } = JSON.parse(stdout) as { certificate: CertifiedShards };
  const [{ shard, epochs }] = certificate.shards;
  expect(shard).toBe('MARKET_FUTURES');
  return epochs.map(({ reason, first_seq: from, last_seq: to }) => `${reason} ${from} to ${to}`);
}

interface CertifiedShards {
  readonly shards: readonly {
    readonly shard: string;
    readonly epochs: readonly { reason: string; first_seq: string; last_seq: string }[];
  }[];
}

/** The alarm of a service that saw its log lose a tail so many times: error lines, and the metric. */
async function expectAlarms(service: ServiceProcess, times: number): Promise<void> {
  const lines = service
    .stderr()
    .split('\n')
    .filter((line) => line.includes('the event log is not what it was'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const alarm = { level: 'error', shard: 'MARKET_FUTURES', reason: 'rewound' };
  expect(lines).toMatchObject(Array.from({ length: times }, () => alarm));
  const metrics = parseMetrics(await (await fetch(new URL('/metrics', await service.url))).text());
  const counted = Object.entries(metrics).filter(([name]) =>
    name.startsWith('assay_ledger_lineage_changes_total{'),
  );
  const rewound = [[expect.stringContaining('reason="rewound"'), times]];
  expect(counted).toEqual(times === 0 ? [] : rewound);
}

/** A producer that keeps each message until the lake names it, and sends again what was lost. */
function keepUntilStored(client: JetStreamLogs) {
  const kept = new Map<number, SentMessage>();
  let after: DurabilityWatermark | undefined;
  const stop = new AbortController();
  const send = async (seq: number): Promise<void> => {
    const sequence = await publish(client, seq, 1);
    const ordinal = BigInt(seq);
    kept.set(seq, { run: 'feed', from: ordinal, to: ordinal, sequence, after });
  };
  const hear = async (): Promise<void> => {
    const { signal } = stop;
    for await (const mark of followWatermarks(client.connection, 'MARKET_FUTURES', { signal })) {
      for (const [seq, sent] of kept) {
        const fate = fateOf(sent, mark);
        if (fate === 'stored') kept.delete(seq);
        if (fate === 'send-again') await send(seq);
      }
      after = mark;
    }
  };
  const hearing = hear();
  hearing.catch(() => undefined);
  /** Ends with what went wrong while it heard, if anything did. */
  const end = async (): Promise<void> => {
    stop.abort();
    await hearing;
  };
  return { kept, send, end };
}

const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

/** Three times: the service sees fewer messages than it has stored, then more, then at its start. */
async function loseThreeTimes(options?: NatsServerOptions): Promise<void> {
  const stage = await setStage(options);
  const { server, network, client, stored } = stage;
  let service = await stage.serve();
  await publish(client, 0, 20);
  await stored(20);
  const copy = await copyStore(server);
  expect(await publish(client, 1_000, 10)).toBe(30n);
  await stored(30);

  // Not yet overgrown.
  await copy.restore();
  await server.restart();
  expect(await publish(client, 2_000, 4)).toBe(24n);
  await stored(34);

  // Overgrown when the service sees the server again.
  network.cut();
  await copy.restore();
  await server.restart();
  expect(await publish(client, 3_000, 15)).toBe(35n);
  network.restore();
  await stored(49);

  await expectAlarms(service, 2);

  // While no service runs.
  service.kill('SIGKILL');
  await service.ended;
  await copy.restore();
  await server.restart();
  expect(await publish(client, 4_000, 20)).toBe(40n);
  service = await stage.serve();
  await stored(69);

  const later = [range(1_000, 10), range(2_000, 4), range(3_000, 15), range(4_000, 20)];
  const seqs = [range(0, 20), ...later].flat();
  await expectAlarms(service, 1);
  const epochs = ['first 1 to 30', 'rewound 21 to 24', 'rewound 21 to 35', 'rewound 21 to 40'];
  await expectUnion(stage, service, { seqs, epochs });
}

describe.skipIf(isSkipped('nats'))('a NATS server that lost its tail [needs nats]', () => {
  it('costs the lake no row and no new message', { timeout: 90_000 }, () => loseThreeTimes());

  it('loses nothing of a producer that keeps it until stored', { timeout: 90_000 }, async () => {
    const stage = await setStage();
    const { server, network, client, stored } = stage;
    const service = await stage.serve();
    const { kept, send, end } = keepUntilStored(client);
    for (const seq of range(0, 20)) await send(seq);
    await stored(20);
    await expect.poll(() => kept.size, PATIENCE).toBe(0);
    const copy = await copyStore(server);
    // Acknowledged and lost before the lake saw them; then others have their sequences.
    network.cut();
    for (const seq of range(1_000, 10)) await send(seq);
    await copy.restore();
    await server.restart();
    expect(await publish(client, 2_000, 5)).toBe(25n);
    network.restore();
    await stored(35);
    await expect.poll(() => kept.size, PATIENCE).toBe(0);
    await end();
    const seqs = [...range(0, 20), ...range(1_000, 10), ...range(2_000, 5)];
    await expectAlarms(service, 0);
    await expectUnion(stage, service, { seqs, epochs: ['first 1 to 35'] });
  });
});

describe.skipIf(isSkipped('nats-oldest') || !IS_LONG)(
  'the oldest NATS server that lost its tail [long] [needs nats-oldest]',
  () => {
    it('costs the lake no row and no new message', { timeout: 90_000 }, () =>
      loseThreeTimes({ version: 'oldest' }),
    );
  },
);

describe.skipIf(isSkipped('nats') || !IS_LONG)('lost tails in a row [long] [needs nats]', () => {
  it(`lose nothing, ${ROUNDS} of them under load`, { timeout: 600_000 }, async () => {
    const stage = await setStage();
    const { server, client, dataRoot } = stage;
    const service = await stage.serve();
    const { kept, send, end } = keepUntilStored(client);
    const pause = () => systemClock.sleep(100 + 4 * Number.parseInt(systemRandomness.hex(1), 16));
    let isOver = false;
    const publishing = (async () => {
      let seq = 0;
      for (; !isOver; seq += 1) {
        await send(seq);
        await systemClock.sleep(3);
      }
      return seq;
    })();
    for (let round = 0; round < ROUNDS; round += 1) {
      await pause();
      const copy = await copyStore(server);
      await pause();
      await copy.restore();
      await server.restart();
    }
    isOver = true;
    const count = await publishing;
    // What was lost at the very end is passed by no watermark, and one may have been missed while the
    // server was away: the producer asks, and sends again what is not stored.
    while (kept.size > 0) {
      await systemClock.sleep(2_000);
      const reply = await fetch(new URL('/runs/feed', await service.url));
      const { stored } = (await reply.json()) as { stored?: { from: string; to: string }[] };
      for (const seq of [...kept.keys()]) {
        const isStored = stored?.some(({ from, to }) => Number(from) <= seq && seq <= Number(to));
        if (isStored === true) kept.delete(seq);
        if (isStored === false) await send(seq);
      }
    }
    await end();
    service.kill('SIGTERM');
    const { code, stderr } = await service.ended;
    expect(code, stderr).toBe(0);
    const rows = await readPlain(dataRoot, TRADES, 'DISTINCT seq');
    expect(rows.map(({ seq }) => Number(seq)).sort((a, b) => a - b)).toEqual(range(0, count));
    const verified = await runProcess(stage.folder, ['verify', '--json']);
    expect(verified.code, verified.stderr).toBe(0);
  });
});
