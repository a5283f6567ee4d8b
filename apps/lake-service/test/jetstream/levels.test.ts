import { join } from 'node:path';
import { openJetStreamLogs } from '@assay/bus';
import { readLedger } from '@assay/ledger';
import { createLocalStore } from '@assay/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer } from '../../../../test-servers.mjs';
import { foreignPayload } from '../support/foreign-payload.js';
import { publishPlain } from '../support/foreign-publisher.js';
import { computedLevels, filedLevels, storedLevels } from '../support/level-rows.js';
import { startProcess, type ServiceProcess } from '../support/service-process.js';
import { simulatedSession } from '../support/simulated-session.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** One lake and one server that several services share. */
async function setStage() {
  const server = await startNatsServer();
  onTestFinished(() => server.close());
  const client = await openJetStreamLogs({ servers: server.url });
  onTestFinished(() => client.close());
  const folder = await temporaryFolder();
  const lake = join(folder, 'data/lake');
  const store = createLocalStore({ root: lake });
  return {
    lake,
    client,
    serve: (components = 'bronze,signals,gold') =>
      startProcess(folder, ['serve', '--json'], {
        ...{ NATS_URL: server.url, COMPONENTS: components, BRONZE_MAX_SECONDS: '0.3' },
        ...{ GOLD_MAX_SECONDS: '1', SIGNALS_ALLOWANCE: '5min' },
      }),
    say: (ms: number) =>
      publishPlain(server.port, [{ subject: 'levels.signals', payload: foreignPayload(ms) }]),
    fenceOf: async (shard: string) =>
      (await readLedger({ store, tier: 'gold', shard })).state.fence,
  };
}

interface Health {
  readonly signals?: { readonly phase: string; readonly rowsStored: number };
  readonly gold?: {
    readonly role: string;
    readonly rows: number;
    readonly repeats: number;
    readonly ownPublications: number;
  };
}

async function healthOf(service: ServiceProcess): Promise<Health> {
  return (await (await fetch(`${await service.url}/health`)).json()) as Health;
}

async function stop(service: ServiceProcess): Promise<string> {
  service.kill('SIGTERM');
  const { code, stdout, stderr } = await service.ended;
  expect(code, stderr).toBe(0);
  return stdout;
}

const PATIENCE = { timeout: 60_000, interval: 200 };
const FIRST_MS = 1_765_895_401_000;

describe.skipIf(isSkipped('nats'))('signals and Gold over NATS [needs nats]', () => {
  it('are three processes, and each row is stored once', { timeout: 240_000 }, async () => {
    const { lake, client, serve, say } = await setStage();
    const [bronze, signals, gold] = [serve('bronze'), serve('signals'), serve('gold')] as const;
    await Promise.all([bronze.url, signals.url, gold.url]);
    for (const message of simulatedSession(6)) {
      await client.append(message);
    }
    await say(FIRST_MS);
    await say(FIRST_MS);
    await say(FIRST_MS + 250);
    await expect
      .poll(async () => (await healthOf(signals)).signals?.rowsStored, PATIENCE)
      .toBeGreaterThan(20);
    const told = async () => (await healthOf(gold)).gold;
    await expect.poll(told, PATIENCE).toMatchObject({ rows: 2, repeats: 1 });
    await expect.poll(async () => (await told())?.ownPublications, PATIENCE).toBeGreaterThan(2);
    await stop(signals);
    await stop(bronze);
    await stop(gold);

    const stored = (await storedLevels(lake)).filter(({ text }) => !text.includes('"desk"'));
    const lastNs = stored[stored.length - 1].atNs;
    expect(stored).toEqual((await computedLevels(lake)).filter(({ atNs }) => atNs <= lastNs));
    expect(await filedLevels(lake)).toEqual({
      assay: [stored.length, stored.length],
      desk: [2, 2],
    });
  });

  it('stand by in a second service, and go on there', { timeout: 240_000 }, async () => {
    const { lake, serve, say, fenceOf } = await setStage();
    const isRunning = { signals: { phase: 'live' }, gold: { role: 'active' } };
    const isStandby = { signals: { phase: 'standby' }, gold: { role: 'standby' } };
    const first = serve();
    await expect.poll(() => healthOf(first), PATIENCE).toMatchObject(isRunning);
    const second = serve();
    expect(await healthOf(second)).toMatchObject(isStandby);
    await say(FIRST_MS);
    await expect.poll(async () => (await healthOf(first)).gold?.rows, PATIENCE).toBe(1);
    expect(await Promise.all(['LEVELS', 'signals-SPY'].map(fenceOf))).toEqual([1, 1]);

    expect(await stop(first)).toContain('"stopped":true');
    await expect.poll(() => healthOf(second), PATIENCE).toMatchObject(isRunning);
    const third = serve();
    expect(await healthOf(third)).toMatchObject(isStandby);
    second.kill('SIGKILL');
    await second.ended;
    await say(FIRST_MS + 250);
    await expect.poll(() => healthOf(third), PATIENCE).toMatchObject(isRunning);
    await expect.poll(async () => (await healthOf(third)).gold?.rows, PATIENCE).toBe(1);
    await stop(third);
    expect(await filedLevels(lake)).toEqual({ desk: [2, 2] });
    expect(await Promise.all(['LEVELS', 'signals-SPY'].map(fenceOf))).toEqual([3, 3]);
  });
});
