import { openJetStreamLog, type JetStreamEventLog } from '@assay/bus';
import { futuresTrades } from '@assay/schemas';
import { lakeStagingFolder, openObjectStore } from '@assay/storage';
import {
  startNatsServer,
  startTestLake,
  type NatsServer,
  type TestLake,
} from '@assay/testkit/servers';
import { expect, onTestFinished } from 'vitest';
import { createBronzeReader, createBronzeWriter, verifyBronze } from '../../src/index.js';
import type { StoringSettings } from '../programs/storing-writer.js';

export const STREAM = 'MARKET_FUTURES';
const RUN = 'matrix';
const SYMBOLS = ['ESZ4', 'NQZ4'];
const START_NS = 1_734_532_200_000_000_000n;

/** A stream, a lake, and what was published. */
export interface Stage {
  readonly lake: TestLake;
  readonly server: NatsServer;
  readonly log: JetStreamEventLog;
  /** What `programs/storing-writer.ts` wants to know. */
  readonly settings: StoringSettings;
  /** Publishes so many messages of five events, one of which is refused. */
  publish(messages: number): Promise<void>;
  /** Stores in this process what a killed one left. */
  finish(): Promise<void>;
  /** Nothing lost, nothing doubled, and the lake proves it by itself. */
  expectProved(): Promise<void>;
}

/** Where both servers serve many stages: each has a stream and a lake of its own. */
export async function setStage(kind: 'local' | 's3'): Promise<Stage> {
  const [server, lake] = await Promise.all([startNatsServer(), startTestLake(kind)]);
  onTestFinished(async () => {
    await log.close();
    await server.close();
    await lake.close();
  });
  const log = await openJetStreamLog({ servers: server.url, stream: STREAM });
  const { folder, location } = lake;
  const stagingFolder = lakeStagingFolder(location, `${folder}/cache`);
  const settings = { location, folder, stagingFolder, servers: server.url, stream: STREAM };
  const open = () =>
    openObjectStore(location, { cacheFolder: `${folder}/cache`, cacheMaxBytes: 2 ** 30 });
  let published = 0;
  let refused = 0;
  return {
    lake,
    server,
    log,
    settings,
    publish: async (messages) => {
      for (let message = 0; message < messages; message += 1) {
        const lines = Array.from({ length: 5 }, (_, index) => lineOf(published + index));
        await log.append({
          subject: futuresTrades.subject ?? '',
          headers: {
            'Content-Type': 'application/x-ndjson',
            'Assay-Run': RUN,
            'Assay-Run-Pos': String(published),
          },
          bytes: Buffer.from(lines.join('\n')),
        });
        published += lines.length;
        refused += 1;
      }
    },
    finish: async () => {
      const writer = createBronzeWriter({
        log,
        store: await open(),
        shard: STREAM,
        stagingFolder,
        limits: { maxEvents: 40, maxSeconds: 3_600, maxBytes: 4_000 },
      });
      await writer.start();
      await writer.flushAll();
      await writer.stop();
    },
    expectProved: async () => {
      const store = await open();
      const { problems, counts } = await verifyBronze({ store });
      expect(problems).toEqual([]);
      const rows = await storedOrdinals(store);
      expect(rows).toEqual(expectedOrdinals(published));
      expect([counts.rows, counts.deadLetters]).toEqual([published - refused, refused]);
    },
  };
}

/** Every fifth event has no price: a dead letter. */
function lineOf(ordinal: number): string {
  const tsEventNs = START_NS + BigInt(ordinal) * 1_000n;
  const price = ordinal % 5 === 4 ? '' : `"price":${6_000 + (ordinal % 40) / 4},`;
  return (
    `{"ts_event_ns":${tsEventNs},"ts_recv_ns":${tsEventNs},"source":"GLBX.MDP3",${price}` +
    `"symbol":"${SYMBOLS[ordinal % 2]}","size":1,"aggressor":1,"seq":${ordinal}}`
  );
}

const expectedOrdinals = (published: number): number[] =>
  [...Array(published).keys()].filter((ordinal) => ordinal % 5 !== 4);

async function storedOrdinals(store: Awaited<ReturnType<typeof openObjectStore>>) {
  await using reader = createBronzeReader({ store });
  const ordinals: number[] = [];
  for (const symbol of SYMBOLS) {
    const columns = ['_run_pos', 'seq'];
    const request = { symbol, date: '2024-12-18', columns };
    const table = await reader.readFuturesTrades(request);
    for (const row of table) {
      expect(row._run_pos).toBe(row.seq);
      ordinals.push(Number(row._run_pos));
    }
  }
  return ordinals.sort((one, other) => one - other);
}
