import { join } from 'node:path';
import { optionsTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder, openObjectStore } from '@assay/storage';
import { startS3Server } from '../../../test-servers.mjs';
import { madeLog } from './support/made-log.js';
import { storeAll, type Stored } from './support/store-all.js';
import { SUBJECT, tradeLine } from './support/trade-stream.js';
import { unguardedStore } from './support/unguarded-store.js';

/*
 * What exactly once costs, without a message server beside it: the writer over a log that is made as it
 * is read. ASSAY_BENCH_EVENTS and ASSAY_BENCH_ROUNDS make it smaller.
 */
const EVENTS = Number(process.env['ASSAY_BENCH_EVENTS'] ?? 1_000_000);
const ROUNDS = Number(process.env['ASSAY_BENCH_ROUNDS'] ?? 3);
const BATCHES = [1_000, 10_000, 50_000];
const MEMORY_EVENTS = 10 * EVENTS;
const SPREAD_SYMBOLS = 5_000;

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  readonly folder: string;
  log(line: string): void;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const words = (count: number): string => count.toLocaleString('en-US');

/** The lakes that are written in turns. */
type LakeKind = 'off' | 'local' | 's3';

async function price({ folder, log }: Context) {
  const s3 = await startS3Server();
  try {
    const rows = [];
    for (const maxEvents of BATCHES) {
      const rates = new Map<LakeKind, number[]>([
        ['off', []],
        ['local', []],
        ['s3', []],
      ]);
      for (let round = 1; round <= ROUNDS; round += 1) {
        for (const [kind, seen] of rates) {
          const own = join(folder, `${kind}-${maxEvents}-${round}`);
          const store = await storeOf(kind, own, s3);
          const { seconds } = await storeAll({
            log: madeLog(EVENTS, SUBJECT, tradeLine),
            store,
            shard: `bench-${maxEvents}-${round}`,
            stagingFolder: kind === 's3' ? join(own, 'staging') : localStagingFolder(own),
            limits: { maxEvents, maxSeconds: 1 },
            last: EVENTS,
          });
          log(`batches of ${maxEvents}, ${kind}: ${Math.round(EVENTS / seconds)} events/s`);
          seen.push(EVENTS / seconds);
        }
      }
      const off = median(rates.get('off') ?? []);
      rows.push(row(maxEvents, 'local disk', median(rates.get('local') ?? []), off));
      rows.push(
        row(maxEvents, 'S3 (versitygw on the same disk)', median(rates.get('s3') ?? []), off),
      );
    }
    return rows;
  } finally {
    await s3.close();
  }
}

async function storeOf(
  kind: LakeKind,
  folder: string,
  s3: Awaited<ReturnType<typeof startS3Server>>,
) {
  if (kind === 'off') return unguardedStore(folder);
  if (kind === 'local') return createLocalStore({ root: folder });
  const { endpoint, region, accessKey: accessKeyId, secretKey: secretAccessKey } = s3;
  const [bucket] = s3.buckets;
  const prefix = folder.replaceAll(/[^a-z0-9]+/gi, '-').slice(-40);
  return openObjectStore(
    { kind: 's3', bucket, prefix, endpoint, region, accessKeyId, secretAccessKey },
    { cacheFolder: join(folder, 'cache'), cacheMaxBytes: 2 ** 30 },
  );
}

function row(maxEvents: number, place: string, rate: number, off: number) {
  return {
    work: `log → Parquet, exactly once, on ${place}, batches of ${maxEvents}`,
    input: `${words(EVENTS)} trades of ${tradeLine(0).length} B, 1 a message, made as they are read`,
    figure: Math.round(rate),
    unit: 'events/s',
    bound: `the same writer with the protocol off: ${Math.round(off / 1_000)} k`,
    ratio: Number((rate / off).toFixed(2)),
  };
}

const MIB = 1024 * 1024;

/** The resident set after each batch, in the first fifth and in the last. */
async function memory({ folder, log }: Context) {
  const samples: { storedTo: number; rss: number }[] = [];
  await storeAll({
    log: madeLog(MEMORY_EVENTS, SUBJECT, tradeLine),
    store: createLocalStore({ root: folder }),
    shard: 'memory',
    stagingFolder: localStagingFolder(folder),
    limits: { maxEvents: 10_000, maxSeconds: 1 },
    last: MEMORY_EVENTS,
    onBatch: (storedTo) => samples.push({ storedTo, rss: process.memoryUsage.rss() / MIB }),
  });
  const peakOf = (from: number, to: number) =>
    Math.max(
      ...samples
        .filter(({ storedTo }) => storedTo > from * MEMORY_EVENTS && storedTo <= to * MEMORY_EVENTS)
        .map(({ rss }) => rss),
    );
  const parts = [0, 0.2, 0.4, 0.6, 0.8].map((from) => Math.round(peakOf(from, from + 0.2)));
  log(`peak RSS by fifths: ${parts.join(', ')} MiB`);
  const [first = NaN, , , , last = NaN] = parts;
  return {
    work: 'log → Parquet, exactly once: peak resident set in the last fifth',
    input: `${words(MEMORY_EVENTS)} trades`,
    figure: last,
    unit: 'MiB',
    bound: `the first fifth: ${first} MiB`,
    ratio: Number((last / first).toFixed(2)),
    goal: 'flat',
    met: last <= first * 1.2,
  };
}

/** An option print of one of 5,000 underlyings. */
function spreadLine(index: number): string {
  const tsEventNs = 1_765_895_430_123_456_789n + BigInt(index) * 1_003n;
  // A step that visits every underlying in a scattered order.
  const underlying = `U${(index * 2_654_435_761) % SPREAD_SYMBOLS}`;
  return (
    `{"ts_event_ns":${tsEventNs},"ts_recv_ns":${tsEventNs + 250_000n},"source":"OPRA",` +
    `"underlying":"${underlying}","option_symbol":"O:${underlying}251216C00450000",` +
    `"exp_date":"2025-12-16","strike":450,"right":"C","price":1.25,"size":${1 + (index % 20)},` +
    `"aggressor":0,"seq":${index}}`
  );
}

async function spread({ folder, log }: Context) {
  const events = Math.max(100_000, Math.floor(EVENTS / 5));
  const stored: Stored = await storeAll({
    log: madeLog(events, optionsTrades.subject ?? '', spreadLine),
    store: createLocalStore({ root: folder }),
    shard: 'spread',
    stagingFolder: localStagingFolder(folder),
    limits: {},
    last: events,
  });
  const rowsPerFile = stored.rows / stored.files;
  log(`${stored.rows} rows in ${stored.files} files of ${stored.batches} batches`);
  return {
    work: 'log → Parquet over 5,000 symbols: rows in a file, default limits',
    input: `${words(events)} option prints, scattered`,
    figure: Number(rowsPerFile.toFixed(1)),
    unit: 'rows',
    bound: `${Math.round(events / stored.seconds).toLocaleString('en-US')} events/s`,
    goal: '≥ 16',
    met: rowsPerFile >= 16,
  };
}

export const benches = [
  { name: 'bronze-memory', run: memory },
  { name: 'bronze-protocol-price', run: price },
  { name: 'bronze-spread', run: spread },
];
