import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openWalFolder } from '../src/index.js';

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  readonly folder: string;
  log(line: string): void;
}

const EVENTS = 1_000_000;
const EVENT_BYTES = 200;
/** Events handed over before the producer lets others run: what a busy feed does in a moment. */
const BURST = 1_000;
/** Events not yet durable at which the producer waits. */
const OUTSTANDING = 100_000;
const ROUNDS = 3;

const payload = Buffer.alloc(EVENT_BYTES, 'x');

/** Appends one event at a time, pipelined; gives events/s and each hand-over's microseconds. */
async function appendOneByOne(folder: string) {
  const wal = await openWalFolder({ root: folder, sequences: ['market'] });
  const market = wal.sequence('market');
  const handOverUs = new Float64Array(EVENTS);
  let durable = 0;
  let last: Promise<unknown> = Promise.resolve();
  const started = performance.now();
  for (let index = 0; index < EVENTS; index += 1) {
    const before = performance.now();
    const appended = market.append({ subject: 'market.futures.trades', bytes: payload });
    handOverUs[index] = (performance.now() - before) * 1_000;
    last = appended.then(() => {
      durable += 1;
    });
    if (index % BURST === BURST - 1) {
      do {
        await new Promise((resolve) => setImmediate(resolve));
      } while (index - durable > OUTSTANDING);
    }
  }
  await last;
  const seconds = (performance.now() - started) / 1_000;
  await wal.close();
  handOverUs.sort();
  return { eventsPerSecond: EVENTS / seconds, p99Us: handOverUs[Math.ceil(EVENTS * 0.99) - 1] };
}

/** Appends groups of a thousand, as HTTP ingest and backfill do; gives events/s. */
async function appendGroups(folder: string): Promise<number> {
  const wal = await openWalFolder({ root: folder, sequences: ['market'] });
  const market = wal.sequence('market');
  const group = Array.from({ length: BURST }, () => ({
    subject: 'market.futures.trades',
    bytes: payload,
  }));
  const started = performance.now();
  const pending: Promise<unknown>[] = [];
  for (let index = 0; index < EVENTS; index += BURST) {
    await market.waitForRoom(BURST * EVENT_BYTES);
    pending.push(market.appendBatch(group));
  }
  await Promise.all(pending);
  const seconds = (performance.now() - started) / 1_000;
  await wal.close();
  return EVENTS / seconds;
}

/** The disk alone: the same bytes in 4 MiB writes, each followed by fdatasync. */
async function bareWrites(folder: string): Promise<number> {
  const block = Buffer.alloc(4 * 1024 * 1024, 'x');
  const file = await open(join(folder, 'bare'), 'w');
  const started = performance.now();
  for (let written = 0; written < EVENTS * EVENT_BYTES; written += block.length) {
    await file.write(block);
    await file.datasync();
  }
  const seconds = (performance.now() - started) / 1_000;
  await file.close();
  return EVENTS / seconds;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

export const benches = [
  {
    name: 'wal-append',
    run: async ({ folder, log }: Context) => {
      const single: number[] = [];
      const grouped: number[] = [];
      const bare: number[] = [];
      const p99: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const one = await appendOneByOne(join(folder, `one-${round}`));
        single.push(one.eventsPerSecond);
        p99.push(one.p99Us);
        grouped.push(await appendGroups(join(folder, `group-${round}`)));
        bare.push(await bareWrites(folder));
        log(`round ${round + 1} of ${ROUNDS}`);
      }
      const bound = median(bare);
      const boundText = `4 MiB writes + fdatasync of the same bytes: ${Math.round(bound)} events/s`;
      const input = `1,000,000 × ${EVENT_BYTES} B`;
      const throughput = (work: string, values: readonly number[]) => ({
        work,
        input,
        figure: Math.round(median(values)),
        unit: 'events/s',
        bound: boundText,
        ratio: Number((median(values) / bound).toFixed(2)),
        goal: '≥ 500,000 events/s',
        met: median(values) >= 500_000,
      });
      return [
        throughput('WAL append, one event a call, up to 100,000 outstanding', single),
        throughput('WAL append, 1,000 events a call', grouped),
        {
          work: 'WAL append, hand-over of one event, p99',
          input,
          figure: Number(median(p99).toFixed(1)),
          unit: 'µs',
          goal: 'p99 < 1,000 µs',
          met: median(p99) < 1_000,
        },
      ];
    },
  },
];
