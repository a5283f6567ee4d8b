import { join } from 'node:path';
import { systemClock, systemRandomness } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { tradeLines } from './support/events.js';
import { readPlain } from './support/lake.js';
import { post, runHeaders } from './support/post.js';
import { startProcess, type ServiceProcess } from './support/service-process.js';
import { temporaryFolder } from './support/temporary-folder.js';

const KILLS = process.env.ASSAY_LONG === '1' ? 40 : 5;
const PRODUCERS = 4;

/** Small batches and segments: a kill can then meet every step of the protocol. */
const SETTINGS = {
  BRONZE_MAX_EVENTS: '150',
  BRONZE_MAX_SECONDS: '0.2',
  WAL_SEGMENT_SIZE_MB: '1',
  LOG_LEVEL: 'warn',
  // What is killed here is the way from the log to Bronze; serve-levels kills the others.
  COMPONENTS: 'bronze',
};

/** Where the service answers now; the producers follow it over restarts. */
interface Target {
  url: string;
  isOver: boolean;
}

/** Sends trades as one run, message after message; a message is sent until it is acknowledged. */
async function produce(run: string, target: Target) {
  const acknowledged = new Map<string, number>();
  let retries = 0;
  let sent = 0;
  for (let message = 0; !target.isOver; message += 1) {
    const events = 1 + (message % 17);
    const body = tradeLines(sent, events);
    let reply = await deliver(target, run, sent, body);
    while (reply === undefined) {
      retries += 1;
      await systemClock.sleep(20);
      reply = await deliver(target, run, sent, body);
    }
    for (const { line, position } of reply.lines) {
      acknowledged.set(position, sent + line - 1);
    }
    sent += events;
  }
  return { run, sent, retries, acknowledged };
}

async function deliver({ url }: Target, run: string, position: number, body: string) {
  try {
    const reply = await post(`${url}/ingest/futures.trades.v1`, body, runHeaders(run, position));
    return reply.status === 200 ? reply.body : undefined;
  } catch {
    // Killed before it answered: whether the message is stored is not known, so it is sent again.
    return undefined;
  }
}

async function start(folder: string, target: Target): Promise<ServiceProcess> {
  const service = startProcess(folder, ['serve', '--json'], SETTINGS);
  target.url = await service.url;
  return service;
}

describe('lake-service serve, killed under load', () => {
  it(
    `loses nothing it acknowledged and stores each message once, over ${KILLS} kills`,
    async () => {
      const folder = await temporaryFolder();
      const target: Target = { url: '', isOver: false };
      let service = await start(folder, target);
      const producers = Array.from({ length: PRODUCERS }, (_, index) =>
        produce(`p${index}`, target),
      );
      for (let kill = 0; kill < KILLS; kill += 1) {
        await systemClock.sleep(100 + 3 * Number.parseInt(systemRandomness.hex(1), 16));
        service.kill('SIGKILL');
        await service.ended;
        service = await start(folder, target);
      }
      target.isOver = true;
      const runs = await Promise.all(producers);
      service.kill('SIGTERM');
      const { code, stdout, stderr } = await service.ended;
      expect(code, stderr).toBe(0);

      const dataRoot = join(folder, 'data/lake');
      const rows = await readPlain(
        dataRoot,
        'bronze/futures/trades',
        '_run AS run, _run_pos AS runPosition, _pos AS position, seq, filename',
      );
      const positions = rows.map(({ position }) => String(position));
      expect(new Set(positions).size).toBe(rows.length);
      expect(rows.every(({ filename }) => String(filename).includes('-e1-'))).toBe(true);
      const byPosition = new Map(rows.map((row) => [String(row.position), row]));
      for (const { run, sent, acknowledged, retries } of runs) {
        expect(acknowledged.size).toBe(sent);
        expect(retries).toBeGreaterThan(0);
        for (const [position, ordinal] of acknowledged) {
          const row = byPosition.get(position);
          expect([row?.run, row?.runPosition, row?.seq]).toEqual([
            run,
            BigInt(ordinal),
            BigInt(ordinal),
          ]);
        }
        const distinct = new Set(
          rows.filter((row) => row.run === run).map(({ runPosition }) => String(runPosition)),
        );
        expect(distinct.size).toBe(sent);
      }
      // Each message that the log stored has a sequence of its own: none is missing, none is invented.
      const sequences = new Set(rows.map(({ position }) => (position as bigint) >> 16n));
      const { shards } = JSON.parse(stdout) as {
        readonly shards: { readonly market: { readonly committedTo: string } };
      };
      expect(BigInt(sequences.size)).toBe(BigInt(shards.market.committedTo));
    },
    KILLS * 40_000,
  );
});
