import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openQuerySession, scanToBatches, type QuerySession } from '@assay/query';
import {
  futuresMbp10,
  placeFolder,
  sha256Hex,
  SILVER_FILE_NAME,
  type SilverHour,
} from '@assay/schemas';
import { createSilverCatalog, createSilverReader } from '@assay/silver';
import { createLocalStore, type ObjectStore } from '@assay/storage';
import { HOUR_START_NS, writeBookHour } from './support/book-hour.js';

const ROWS = 700_000;
const READS = 120;
const WARM_UP = 5;
const NS_PER_HOUR = 3_600_000_000_000n;
const PLACE = { dataset: futuresMbp10, value: 'ESH4', date: '2023-12-26', hour: '14' };
const SUBSET = ['ts_event_ns', 'bid_px_1', 'ask_px_1', 'bid_sz_1', 'ask_sz_1'];
const ALL = futuresMbp10.columns.map(({ name }) => name);

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  readonly folder: string;
  readonly realData: string | undefined;
  log(line: string): void;
}

/** Publishes the hour as a compactor does. */
async function publish(store: ObjectStore, file: string): Promise<void> {
  const key = `${placeFolder(PLACE, 'silver')}/${SILVER_FILE_NAME}`;
  const { size } = await stat(file);
  const hour: SilverHour = {
    partition: PLACE.value,
    hour: PLACE.hour,
    rule: 1,
    options: { collapse_ambiguous: false, tolerance_ns: null },
    inputs: [],
    rows_read: ROWS,
    rows_written: ROWS,
    duplicates_removed: 0,
    ambiguous_duplicates: 0,
    enrichment: null,
    output: {
      key,
      bytes: size,
      sha256: sha256Hex(await readFile(file)),
      min_ts: HOUR_START_NS,
      max_ts: HOUR_START_NS + NS_PER_HOUR - 1n,
    },
  };
  const catalog = createSilverCatalog(store);
  const { dataset, date } = PLACE;
  await catalog.append({ dataset, date, hours: [hour], seen: 0, writer: 'bench' });
  await store.replaceIfSame(key, { file }, undefined);
}

/** The bound: the same file scanned to record batches, by who knows where it is and what it holds. */
async function bareScan(session: QuerySession, file: string, columns: readonly string[]) {
  let rows = 0;
  const present = new Set(ALL);
  const request = { dataset: futuresMbp10, files: [file], columns, present };
  for await (const batch of scanToBatches(session, request)) {
    rows += batch.numRows;
  }
  return rows;
}

/** Milliseconds of each work, which take turns, so that what else the machine does falls on both. */
async function timesOf(works: readonly (() => Promise<number>)[]): Promise<number[][]> {
  const times: number[][] = works.map(() => []);
  for (let read = -WARM_UP; read < READS; read += 1) {
    for (const [index, work] of works.entries()) {
      const start = performance.now();
      const rows = await work();
      if (rows !== ROWS) {
        throw new Error(`expected ${ROWS} rows, was ${rows}`);
      }
      if (read >= 0) {
        times[index].push(performance.now() - start);
      }
    }
  }
  return times.map((each) => each.sort((one, other) => one - other));
}

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

export const benches = [
  {
    name: 'silver-reader',
    run: async ({ folder, realData, log }: Context) => {
      const session = await openQuerySession();
      const file = join(folder, 'hour.parquet');
      const { origin } = await writeBookHour(session, realData, file, ROWS);
      const store = createLocalStore({ root: join(folder, 'lake') });
      await publish(store, file);
      const reader = createSilverReader({ store });
      const hour = { startNs: HOUR_START_NS, endNs: HOUR_START_NS + NS_PER_HOUR };
      const request = { symbol: PLACE.value, date: PLACE.date, ...hour };
      const megabytes = Math.round((await stat(file)).size / 1e6);
      const rows = [];
      for (const [name, columns, goalMs] of [
        ['5 columns', SUBSET, 100],
        ['all columns', ALL, 400],
      ] as const) {
        log(`${READS} reads of ${name}, and as many bare scans`);
        const read = async () => (await reader.readFuturesMbp10({ ...request, columns })).numRows;
        const bare = () => bareScan(session, file, columns);
        const [reads, scans] = await timesOf([read, bare]);
        const [p50, p99] = [at(reads, 0.5), at(reads, 0.99)];
        const bound = `bare scan: p50 ${at(scans, 0.5).toFixed(1)}, p99 ${at(scans, 0.99).toFixed(1)} ms`;
        rows.push({
          work: `silver reader, ${name}: p99 of an hour`,
          input: `${ROWS.toLocaleString('en-US')} ES books (${origin}), ${megabytes} MB; p50 ${p50.toFixed(1)} ms`,
          figure: p99,
          unit: 'ms',
          bound,
          ratio: at(scans, 0.5) / p50,
          goal: `p99 < ${goalMs} ms`,
          met: p99 < goalMs,
        });
      }
      await reader.close();
      session.close();
      return rows;
    },
  },
];
