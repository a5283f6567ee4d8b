import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer } from '../../../../test-servers.mjs';
import { startService, urlOf } from '../support/child.js';
import { dbnFile } from '../support/dbn-file.js';
import { eventOf, plainRows, runPositions, type LakeRow } from '../support/lake.js';
import { hasRealData, realFile } from '../support/real-data.js';
import { resultOf, runHere, type Failed, type Summary } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The part of a result that only a log has. */
interface SentToLog extends Summary {
  readonly log: {
    readonly messages: number;
    readonly duplicates: number;
    readonly streams: readonly string[];
  };
}

const backfill = ['backfill', '--format', 'dbn', '--json'];
const MINUTES = '2024-07-01T23-58_2024-07-02T00-02.dbn.zst';
const CAPTURES = [
  realFile('es-mbp1-2024-07-01', `futures_mbp-1_${MINUTES}`),
  realFile('es-mbp1-2024-07-01', `futures_trades_${MINUTES}`),
  realFile('databento-samples', 'XNAS.ITCH', 'test_data.trades.dbn.zst'),
];

async function serverOfTest() {
  const server = await startNatsServer();
  onTestFinished(() => server.close());
  return server;
}

/** Everything that the streams hold, stored by a real service in `folder/data/lake`. */
async function storeAll(folder: string, NATS_URL: string): Promise<LakeRow[]> {
  const service = startService(folder, '0', { NATS_URL });
  await urlOf(service);
  service.process.kill('SIGTERM');
  const { code, stderr } = await service.ended;
  expect(code, stderr).toBe(0);
  return plainRows(join(folder, 'data/lake/bronze'));
}

/** Rows as text, whatever their order. */
function multiset(rows: readonly LakeRow[]): string[] {
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);
  return rows.map((row) => JSON.stringify([row._run, row._run_pos, eventOf(row)], text)).sort();
}

describe.skipIf(isSkipped('nats'))('backfill with NATS_URL [needs nats]', () => {
  it('publishes what a service stores, and sends nothing twice that is stored', async () => {
    const { url: NATS_URL } = await serverOfTest();
    const folder = await temporaryFolder();
    const file = join(folder, 'trades.dbn');
    await writeFile(file, dbnFile({ schema: 'trades', records: 3_000, undefinedPrices: [7] }));
    const send = async () => {
      // The lake that the service fills is the one that knows what is stored.
      const env = { NATS_URL, DATA_ROOT: join(folder, 'data/lake') };
      const { code, ...said } = await runHere(folder, [...backfill, file], undefined, env);
      expect(code, said.stderr).toBe(0);
      return resultOf<SentToLog>(said);
    };

    const first = await send();
    expect(first.log).toEqual({ messages: 4, duplicates: 0, streams: ['MARKET_FUTURES'] });
    expect(first.files[0]).toMatchObject({ events_sent: 3_000, events_already_stored: 0 });
    // Not stored yet: it goes out again, and the server knows every message.
    expect((await send()).log).toMatchObject({ messages: 4, duplicates: 4 });
    const rows = await storeAll(folder, NATS_URL);
    const again = await send();
    expect(again.files[0]).toMatchObject({ events_sent: 0, events_already_stored: 3_000 });
    expect(again.log).toEqual({ messages: 0, duplicates: 0, streams: [] });
    expect(runPositions(rows).size).toBe(rows.length);

    const alone = await temporaryFolder();
    expect((await runHere(alone, [...backfill, file])).code).toBe(0);
    expect(multiset(rows)).toEqual(multiset(await plainRows(join(alone, 'lake/bronze'))));
  });

  it('says where to look for what is refused, which nobody knows until it is stored', async () => {
    const { url: NATS_URL } = await serverOfTest();
    const folder = await temporaryFolder();
    const file = join(folder, 'wrong.ndjson');
    await writeFile(file, '{"price":"a lot"}\n{"price":"more"}\n');
    const command = ['publish', file, '--dataset', 'futures.trades.v1'];
    const { code, stderr } = await runHere(folder, command, undefined, { NATS_URL });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/2 events sent, .* 1 message durable in MARKET_FUTURES; a lake service/);
    expect(stderr).toMatch(/what it refuses shows in `lake-service dead-letters list` once stored/);
  });

  it('says what to do when there is no server', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'trades.dbn');
    await writeFile(file, dbnFile({ schema: 'trades', records: 3 }));
    const env = { NATS_URL: 'nats://127.0.0.1:1' };
    const ended = await runHere(folder, [...backfill, file], undefined, env);
    expect(ended.code).toBe(2);
    expect(resultOf<Failed>(ended).error).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1') as string,
      next: expect.stringContaining('run the command again') as string,
    });
  });
});

/** Orders of two days, of which books are rebuilt. */
const ORDERS = ['20231224', '20231225'].map((day) =>
  realFile('es-mbo-2023-12-25', `esh4-glbx-mdp3-${day}.mbo.dbn.zst`),
);

/** Files through JetStream are, as a multiset, the rows that the embedded log gives. */
async function expectSameRows(files: readonly string[], atLeast: number): Promise<void> {
  const { url: NATS_URL } = await serverOfTest();
  const folder = await temporaryFolder();
  const sent = await runHere(folder, [...backfill, ...files], undefined, { NATS_URL });
  expect(sent.code, sent.stderr).toBe(0);
  const rows = await storeAll(folder, NATS_URL);
  const alone = await temporaryFolder();
  expect((await runHere(alone, [...backfill, ...files])).code).toBe(0);
  expect(rows.length).toBeGreaterThan(atLeast);
  expect(multiset(rows)).toEqual(multiset(await plainRows(join(alone, 'lake/bronze'))));
}

describe.skipIf(isSkipped('nats') || !hasRealData)(
  'real captures through JetStream [needs nats] [real data]',
  () => {
    it('are the rows of the embedded log', { timeout: 60_000 }, async () => {
      await expectSameRows(CAPTURES, 2_400);
    });

    it.skipIf(process.env.ASSAY_LONG !== '1')(
      'are that too where books are rebuilt from the orders of two days [long]',
      { timeout: 240_000 },
      async () => {
        await expectSameRows(ORDERS, 40_000);
      },
    );
  },
);
