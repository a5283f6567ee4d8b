import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddedLog, type OutgoingMessage } from '@assay/bus';
import { openQuerySession, type QuerySession } from '@assay/query';
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

function messagesOf(
  from: number,
  events: number,
  lineOf: (index: number) => { dataset: Dataset; line: string },
): OutgoingMessage[] {
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

/** Flushes `times` batches of `events` events; the milliseconds of each, the first two left out. */
async function flushMilliseconds(
  folder: string,
  events: number,
  times: number,
  lineOf: (index: number) => { dataset: Dataset; line: string },
): Promise<number[]> {
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
  for (let batch = 0; batch < times + 2; batch += 1) {
    await log.market.appendBatch(messagesOf(batch * events, events, lineOf));
    await writer.flushAll();
  }
  await writer.stop();
  await log.close();
  return seconds.slice(2).map((each) => each * 1_000);
}

/** The milliseconds of DuckDB alone: the same events from a file, neither sorted, checked nor synced. */
async function bareMilliseconds(folder: string, events: number, times: number): Promise<number[]> {
  const session = await openQuerySession();
  const file = join(folder, 'bare.ndjson');
  await writeFile(
    file,
    Array.from({ length: events }, (_, index) => `${tradeLine(index)}\n`).join(''),
  );
  const milliseconds: number[] = [];
  for (let run = 0; run < times + 2; run += 1) {
    const started = performance.now();
    await bareCopy(session, file, join(folder, `bare-${run}.parquet`));
    milliseconds.push(performance.now() - started);
  }
  session.close();
  return milliseconds.slice(2);
}

async function bareCopy(session: QuerySession, from: string, to: string): Promise<void> {
  await session.run(`COPY (SELECT * FROM read_json(${sqlText(from)},
    format = 'newline_delimited', auto_detect = false,
    columns = ${readJsonColumns(bronzeColumns(futuresTrades).slice(0, -3))}))
    TO ${sqlText(to)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

const rounded = (value: number, digits = 1) => Number(value.toFixed(digits));
const oneTrade = (index: number) => ({ dataset: futuresTrades, line: tradeLine(index) });

async function smallFlush(
  { folder, log }: Context,
  input: string,
  lineOf: (index: number) => { dataset: Dataset; line: string },
) {
  log(`flushing 200 batches: ${input}`);
  const times = await flushMilliseconds(folder, 1_000, 200, lineOf);
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

export const benches = [
  {
    name: 'bronze-flush-1k',
    run: (context: Context) => smallFlush(context, 'futures trades, one partition', oneTrade),
  },
  {
    name: 'bronze-flush-1k-mixed',
    run: (context: Context) =>
      smallFlush(context, 'futures trades, stock trades and quotes: 7 partitions', mixedLine),
  },
  {
    name: 'bronze-flush-100k',
    run: async ({ folder, log }: Context) => {
      const events = 100_000;
      log('flushing 20 batches of 100,000 events, and DuckDB alone');
      const flush = quantile(await flushMilliseconds(folder, events, 20, oneTrade), 0.5);
      const bare = quantile(await bareMilliseconds(folder, events, 20), 0.5);
      const perSecond = (milliseconds: number) => Math.round(events / (milliseconds / 1_000));
      return {
        work: 'Bronze flush of 100,000 events, median',
        input: 'futures trades, one partition',
        figure: perSecond(flush),
        unit: 'events/s',
        bound: `read_json + COPY alone: ${perSecond(bare)} events/s`,
        ratio: rounded(bare / flush, 2),
        goal: '≥ 0.8',
        met: bare / flush >= 0.8,
      };
    },
  },
];
