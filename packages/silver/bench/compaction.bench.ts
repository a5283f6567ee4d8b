import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openQuerySession } from '@assay/query';
import { bronzeFileOrder, futuresTrades, sqlText } from '@assay/schemas';
import { findPeers } from '../../../test-servers.mjs';
import { buildHour } from '../src/compaction/build-hour.js';
import { makeHour, type Deliveries, type MadeHour } from './support/made-hour.js';

const execute = promisify(execFile);

/* ASSAY_BENCH_EVENTS and ASSAY_BENCH_ROUNDS make it smaller. */
const ROWS = Number(process.env['ASSAY_BENCH_EVENTS'] ?? 10_000_000);
const ROUNDS = Number(process.env['ASSAY_BENCH_ROUNDS'] ?? 3);
const SMALL_FILES = 200;
const THREADS = 2;
const MEMORY_ROWS = 5 * ROWS;
const MEMORY_LIMIT_MIB = 1_024;
const MEMORY_GOAL_MIB = 2_048;

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  readonly folder: string;
  log(line: string): void;
}

const words = (count: number): string => count.toLocaleString('en-US');

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** DuckDB alone: the rows as they are, system columns included, in their total order. Seconds. */
async function copyBare(hour: MadeHour): Promise<number> {
  return inEngine(hour, async (session) => {
    const files = hour.files.map(({ path }) => sqlText(path)).join(', ');
    await session.run(`COPY (SELECT * FROM read_parquet([${files}], hive_partitioning = false)
      ORDER BY ${bronzeFileOrder(futuresTrades)}) TO ${sqlText(join(hour.folder, 'bare.parquet'))}
      (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3,
      ROW_GROUP_SIZE ${futuresTrades.rowGroupRows})`);
  });
}

/** Compaction with its proof. Seconds. */
async function compact(hour: MadeHour): Promise<number> {
  return inEngine(hour, async (session) => {
    const { rowsWritten } = await buildHour(session, {
      dataset: futuresTrades,
      files: hour.files,
      collapseAmbiguous: false,
      file: join(hour.folder, 'part-0000.parquet'),
      footer: { 'assay.dataset': futuresTrades.id },
    });
    expectRows(rowsWritten, hour);
  });
}

type Session = Awaited<ReturnType<typeof openQuerySession>>;

async function inEngine(hour: MadeHour, work: (session: Session) => Promise<void>) {
  const spillFolder = join(hour.folder, 'spill');
  const session = await openQuerySession({ threads: THREADS, spillFolder });
  const started = performance.now();
  await work(session);
  const seconds = (performance.now() - started) / 1_000;
  session.close();
  return seconds;
}

/** The Python peer, which keeps one row a key. Seconds, as it says itself. */
async function compactInPython(hour: MadeHour): Promise<number | undefined> {
  const peers = await findPeers();
  if (peers === undefined) return undefined;
  const script = join(peers.folder, 'compact.py');
  const out = join(hour.folder, 'peer');
  const args = [script, '--in', hour.folder, '--out', out, '--threads', `${THREADS}`];
  const { stdout } = await execute(peers.python, args);
  const { s, rows_written: rows } = JSON.parse(stdout) as { s: number; rows_written: number };
  expectRows(rows, hour);
  return s;
}

function expectRows(rows: number, { events }: MadeHour): void {
  if (rows !== events) throw new Error(`expected ${events} rows, was ${rows}`);
}

async function measure({ folder, log }: Context, work: string, input: string, hour: MadeHour) {
  const bare: number[] = [];
  const ours: number[] = [];
  const python: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    bare.push(await copyBare(hour));
    ours.push(await compact(hour));
    const peer = await compactInPython(hour);
    if (peer !== undefined) python.push(peer);
    log(`${input}: bare ${bare.at(-1)} s, compacted ${ours.at(-1)} s, compact.py ${peer} s`);
  }
  await rm(folder, { recursive: true });
  await mkdir(folder);
  const rate = (seconds: readonly number[]) => Math.round(hour.rows / median(seconds));
  const against = (bound: string, seconds: readonly number[], goal: number) => ({
    work,
    input,
    figure: rate(ours),
    unit: 'rows/s',
    bound: `${bound}: ${words(rate(seconds))} rows/s`,
    ratio: Number((median(seconds) / median(ours)).toFixed(2)),
    goal: `≥ ${goal}`,
    met: median(seconds) / median(ours) >= goal,
  });
  const rows = [against('bare ordered COPY', bare, 0.8)];
  return python.length === 0 ? rows : [...rows, against('compact.py', python, 2)];
}

async function compaction(context: Context) {
  const rows = [];
  const kinds: readonly [Deliveries, string][] = [
    ['one run', 'one producer'],
    ['retries', 'one producer, 5 % sent again'],
    ['two feeds', 'two producers of the same events'],
  ];
  for (const [deliveries, words] of kinds) {
    context.log(`making ${ROWS} rows: ${words}`);
    const hour = await makeHour(context.folder, deliveries, ROWS);
    const input = `${ROWS.toLocaleString('en-US')} futures trades, ${words}`;
    rows.push(...(await measure(context, 'Silver compaction, accepted', input, hour)));
  }
  return rows;
}

async function smallFiles(context: Context) {
  const hour = await makeHour(context.folder, 'retries', ROWS / 10, SMALL_FILES);
  const input = `${words(hour.rows)} futures trades, 5 % sent again`;
  const work = `Silver compaction of ${SMALL_FILES} small files into one hour`;
  return measure(context, work, input, hour);
}

async function memory(context: Context) {
  return [
    await peakOf(context, 'retries', '5 % sent again'),
    await peakOf(context, 'two feeds', 'every event from two producers'),
  ];
}

async function peakOf({ folder, log }: Context, deliveries: Deliveries, kind: string) {
  log(`making ${MEMORY_ROWS} rows: ${kind}`);
  const events = deliveries === 'two feeds' ? MEMORY_ROWS / 2 : MEMORY_ROWS;
  const hour = await makeHour(folder, deliveries, events);
  const script = fileURLToPath(new URL('./support/build-in-child.ts', import.meta.url));
  const output = join(folder, 'part-0000.parquet');
  const { stdout } = await execute(process.execPath, [
    ...['--conditions=@assay/source', '--import', 'tsx', script],
    ...[output, join(folder, 'spill'), `${MEMORY_LIMIT_MIB}`],
    ...hour.files.map(({ path }) => path),
  ]);
  const { rowsWritten, seconds, peakMib } = JSON.parse(stdout) as Record<string, number>;
  expectRows(rowsWritten ?? NaN, hour);
  return {
    work: 'Silver compaction: peak resident set',
    input: `${words(hour.rows)} futures trades, ${kind}, engine limited to ${words(MEMORY_LIMIT_MIB)} MiB`,
    figure: peakMib ?? NaN,
    unit: 'MiB',
    bound: `${words(Math.round(hour.rows / (seconds ?? NaN)))} rows/s`,
    goal: `< ${words(MEMORY_GOAL_MIB)} MiB`,
    met: (peakMib ?? NaN) < MEMORY_GOAL_MIB,
  };
}

export const benches = [
  { name: 'silver-compaction', run: compaction },
  { name: 'silver-small-files', run: smallFiles },
  { name: 'silver-memory', run: memory },
];
