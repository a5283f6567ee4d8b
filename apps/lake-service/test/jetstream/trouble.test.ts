import { join } from 'node:path';
import { openJetStreamLogs, type JetStreamLogs } from '@assay/bus';
import { systemClock, systemRandomness } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer, startTcpProxy } from '../../../../test-servers.mjs';
import type { NatsServer, TcpProxy } from '../../../../test-servers.mjs';
import { tradeLines } from '../support/events.js';
import { readPlain } from '../support/lake.js';
import { startProcess, type ServiceProcess } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ROUNDS = process.env.ASSAY_LONG === '1' ? 40 : 6;
const STREAM = 'MARKET_FUTURES';

/** Everything that can go wrong between a publisher and the lake. */
interface Stage {
  readonly folder: string;
  readonly server: NatsServer;
  /** Between the service and the server. */
  readonly network: TcpProxy;
  readonly client: JetStreamLogs;
  service: ServiceProcess;
}

const TROUBLES: readonly ((stage: Stage) => Promise<void>)[] = [
  async ({ server }) => {
    await server.kill();
    await systemClock.sleep(300);
    await server.restart();
  },
  async ({ network }) => {
    network.cut();
    await systemClock.sleep(500);
    network.restore();
  },
  async ({ client }) => {
    const { consumers } = client.connection.manager;
    for await (const { name } of consumers.list(STREAM)) {
      await consumers.delete(STREAM, name);
    }
  },
  async (stage) => {
    stage.service.kill('SIGKILL');
    await stage.service.ended;
    stage.service = await startServe(stage.folder, stage.network);
  },
  async ({ network }) => {
    network.stall('toClient');
    await systemClock.sleep(400);
    network.cut();
    network.restore();
  },
  async ({ server }) => {
    await server.restart();
  },
];

async function startServe(folder: string, network: TcpProxy): Promise<ServiceProcess> {
  const service = startProcess(folder, ['serve', '--json'], {
    NATS_URL: `nats://127.0.0.1:${network.port}`,
    // What befalls Bronze; signals and Gold have tests of their own (levels.test.ts).
    COMPONENTS: 'bronze',
    BRONZE_MAX_SECONDS: '0.3',
    BRONZE_MAX_EVENTS: '200',
  });
  await service.url;
  return service;
}

async function setStage(): Promise<Stage> {
  const server = await startNatsServer();
  onTestFinished(() => server.close());
  const network = await startTcpProxy(server.port);
  onTestFinished(() => network.close());
  const client = await openJetStreamLogs({ servers: server.url });
  onTestFinished(() => client.close());
  const folder = await temporaryFolder();
  return { folder, server, network, client, service: await startServe(folder, network) };
}

/** Publishes messages of a run until told to end; the number of events sent. */
async function publish(log: JetStreamLogs, run: string, isOver: () => boolean): Promise<number> {
  let sent = 0;
  for (let message = 0; !isOver(); message += 1) {
    const events = 1 + (message % 17);
    const bytes = Buffer.from(tradeLines(sent, events));
    const headers = {
      'Content-Type': 'application/x-ndjson',
      'Assay-Run': run,
      'Assay-Run-Pos': String(sent),
    };
    await log.append({ subject: 'market.futures.trades', headers, bytes });
    sent += events;
    await systemClock.sleep(2);
  }
  return sent;
}

describe.skipIf(isSkipped('nats'))('serve over JetStream in trouble [needs nats]', () => {
  it(
    `loses nothing and doubles nothing over ${ROUNDS} troubles under load`,
    { timeout: 60_000 + ROUNDS * 15_000 },
    async () => {
      const stage = await setStage();
      let isOver = false;
      const runs = ['p0', 'p1', 'p2'];
      const publishing = runs.map((run) => publish(stage.client, run, () => isOver));
      for (let round = 0; round < ROUNDS; round += 1) {
        await systemClock.sleep(200 + 3 * Number.parseInt(systemRandomness.hex(1), 16));
        await TROUBLES[round % TROUBLES.length](stage);
      }
      isOver = true;
      const sent = await Promise.all(publishing);
      const { lastSequence } = await stage.client.logOf('market.futures.trades').state();
      stage.service.kill('SIGTERM');
      const { code, stderr } = await stage.service.ended;
      expect(code, stderr).toBe(0);

      const rows = await readPlain(
        join(stage.folder, 'data/lake'),
        'bronze/futures/trades',
        '_run AS run, _run_pos AS runPosition, _pos AS position, seq',
      );
      const positions = new Set(rows.map(({ position }) => position as bigint));
      expect(positions.size).toBe(rows.length);
      // Every message that the stream holds has its rows, and no other has.
      const sequences = new Set([...positions].map((position) => position >> 16n));
      expect(BigInt(sequences.size)).toBe(lastSequence);
      for (const [index, run] of runs.entries()) {
        const stored = rows.filter((row) => row.run === run);
        const ordinals = stored.map(({ runPosition }) => Number(runPosition));
        // The server knew every message that was sent again by its id: each is there once.
        expect(ordinals.sort((a, b) => a - b)).toEqual([...Array(sent[index]).keys()]);
        expect(stored.every(({ seq, runPosition }) => seq === runPosition)).toBe(true);
      }
    },
  );
});
