import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddedLog, type OutgoingMessage } from '@assay/bus';
import { openQuerySession } from '@assay/query';
import {
  bronzeColumns,
  futuresTrades,
  readJsonColumns,
  sqlText,
  stocksQuotes,
  stocksTrades,
  type Dataset,
} from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { nullMetrics, type Metrics } from '@assay/telemetry';
import { createBronzeWriter } from '../src/index.js';

const EVENTS_PER_MESSAGE = 100;
const START_NS = 1_734_532_200_000_000_000n;

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  readonly folder: string;
  log(line: string): void;
}

/** Measures the flushes themselves: what the writer reports of each. */
function flushTimes(): { metrics: Metrics; seconds: number[] } {
  const seconds: number[] = [];
  const metrics: Metrics = {
    ...nullMetrics,
    histogram: (description) => ({
      observe: (value) => {
        if (description.name === 'assay_bronze_flush_seconds') {
          seconds.push(value);
        }
      },
    }),
  };
  return { metrics, seconds };
}

type LineOf = (index: number) => { readonly dataset: Dataset; readonly line: string };

function tradeLine(index: number): string {
  const time = START_NS + BigInt(index) * 1_000_003n;
  const price = 6_000 + ((index * 7) % 400) / 4;
  const side = (index % 3) - 1;
  return (
    `{"ts_event_ns":${time},"ts_recv_ns":${time + 41_117n},"source":"GLBX.MDP3","symbol":"ESZ4",` +
    `"price":${price},"size":${(index % 25) + 1},"aggressor":${side},"exchange":"XCME",` +
    `"seq":${index}}`
  );
}

function mixedLine(index: number): { dataset: Dataset; line: string } {
  const time = START_NS + BigInt(index) * 1_000_003n;
  const head = `{"ts_event_ns":${time},"ts_recv_ns":${time + 41_117n}`;
  const price = 600 + ((index * 7) % 400) / 100;
  const group = Math.floor(index / EVENTS_PER_MESSAGE) % 3;
  const symbol = ['SPY', 'QQQ', 'IWM'][Math.floor(index / EVENTS_PER_MESSAGE / 3) % 3];
  if (group === 0) {
    return { dataset: futuresTrades, line: tradeLine(index) };
  }
  const stock = `${head},"source":"SIP","symbol":"${symbol}"`;
  return group === 1
    ? {
        dataset: stocksTrades,
        line: `${stock},"price":${price},"size":${(index % 500) + 1},"exchange":4,"seq":${index}}`,
      }
    : {
        dataset: stocksQuotes,
        line:
          `${stock},"bid_px":${price},"ask_px":${(price + 0.01).toFixed(2)},"bid_sz":200,` +
          `"ask_sz":300,"bid_exch":4,"ask_exch":11,"seq":${index}}`,
      };
}

function messagesOf(from: number, events: number, lineOf: LineOf): OutgoingMessage[] {
  return Array.from({ length: events / EVENTS_PER_MESSAGE }, (_, message) => {
    const first = from + message * EVENTS_PER_MESSAGE;
    const lines = Array.from({ length: EVENTS_PER_MESSAGE }, (_, index) => lineOf(first + index));
    return {
      subject: lines[0].dataset.subject ?? '',
      headers: { 'Assay-Run': 'bench', 'Assay-Run-Pos': String(first) },
      bytes: Buffer.from(lines.map(({ line }) => line).join('\n')),
    };
  });
}

/** A writer over an embedded log and a local lake, both on the real disk. */
async function openFlusher(folder: string, events: number, lineOf: LineOf) {
  const root = join(folder, 'lake');
  const log = await openEmbeddedLog({ root: join(folder, 'wal') });
  const { metrics, seconds } = flushTimes();
  const writer = createBronzeWriter({
    log: log.market,
    store: createLocalStore({ root }),
    shard: 'market',
    stagingFolder: localStagingFolder(root),
    limits: { maxEvents: events, maxSeconds: 3_600 },
    metrics,
  });
  await writer.start();
  let first = 0;
  return {
    /** Stores one more batch; the milliseconds from closing it to its commit. */
    flush: async () => {
      await log.market.appendBatch(messagesOf(first, events, lineOf));
      first += events;
      const flushes = seconds.length;
      await writer.flushAll();
      if (seconds.length !== flushes + 1) {
        throw new Error(`expected one flush, was ${seconds.length - flushes}`);
      }
      return (seconds.at(-1) ?? 0) * 1_000;
    },
    close: async () => {
      await writer.stop();
      await log.close();
    },
  };
}

/** DuckDB alone: the same lines from a file, system columns included, neither sorted nor synced. */
async function openBare(folder: string, events: number) {
  const session = await openQuerySession();
  const file = join(folder, 'bare.ndjson');
  const lines = Array.from({ length: events }, (_, index) => {
    const system = `{"_pos":${65_536 + index},"_run":"bench","_run_pos":${index},`;
    return `${system}${tradeLine(index).slice(1)}\n`;
  });
  await writeFile(file, lines.join(''));
  const columns = readJsonColumns(bronzeColumns(futuresTrades));
  let runs = 0;
  return {
    copy: async () => {
      const to = join(folder, `bare-${(runs += 1)}.parquet`);
      const started = performance.now();
      await session.run(`COPY (SELECT * FROM read_json(${sqlText(file)},
        format = 'newline_delimited', auto_detect = false, columns = ${columns}))
        TO ${sqlText(to)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)`);
      return performance.now() - started;
    },
    close: () => {
      session.close();
    },
  };
}

/** The first runs pay for what is made once. */
const WARM_UP = 3;

async function repeat<Value>(times: number, work: () => Promise<Value>): Promise<Value[]> {
  const values: Value[] = [];
  for (let run = 0; run < times + WARM_UP; run += 1) {
    values.push(await work());
  }
  return values.slice(WARM_UP);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

const rounded = (value: number, digits = 1) => Number(value.toFixed(digits));
const oneTrade: LineOf = (index) => ({ dataset: futuresTrades, line: tradeLine(index) });

async function smallFlush({ folder, log }: Context, input: string, lineOf: LineOf) {
  log(`flushing 200 batches: ${input}`);
  const flusher = await openFlusher(folder, 1_000, lineOf);
  const times = await repeat(200, flusher.flush);
  await flusher.close();
  const p99 = quantile(times, 0.99);
  return {
    work: 'Bronze flush of 1,000 events, p99',
    input,
    figure: rounded(p99),
    unit: 'ms',
    bound: `median ${rounded(quantile(times, 0.5))} ms`,
    goal: 'p99 < 50 ms',
    met: p99 < 50,
  };
}

async function largeFlush({ folder, log }: Context) {
  const events = 100_000;
  log('flushing 20 batches of 100,000 events, and DuckDB alone in turns');
  const flusher = await openFlusher(folder, events, oneTrade);
  const bare = await openBare(folder, events);
  const times = await repeat(20, async () => [await flusher.flush(), await bare.copy()] as const);
  bare.close();
  await flusher.close();
  const flushed = quantile(
    times.map(([flush]) => flush),
    0.5,
  );
  const copied = quantile(
    times.map(([, copy]) => copy),
    0.5,
  );
  const perSecond = (milliseconds: number) => Math.round(events / (milliseconds / 1_000));
  return {
    work: 'Bronze flush of 100,000 events, median',
    input: 'futures trades, one partition',
    figure: perSecond(flushed),
    unit: 'events/s',
    bound: `read_json + COPY alone: ${perSecond(copied)} events/s`,
    ratio: rounded(copied / flushed, 2),
    goal: '≥ 0.8',
    met: copied / flushed >= 0.8,
  };
}

export const benches = [
  {
    name: 'bronze-flush-1k',
    run: (context: Context) => smallFlush(context, 'futures trades, one partition', oneTrade),
  },
  {
    name: 'bronze-flush-1k-mixed',
    run: (context: Context) =>
      smallFlush(context, 'futures and stock trades, quotes: 7 partitions', mixedLine),
  },
  { name: 'bronze-flush-100k', run: largeFlush },
];
