import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { findPeers } from '../../../test-servers.mjs';
import { copyFromFile } from './support/copy-from-file.js';
import { drainBare, runGoPeer, runPythonPeer, storeInBronze } from './support/readers-of-stream.js';
import { fillTradeStream, tradeLine, type TradeStream } from './support/trade-stream.js';

/*
 * JetStream → durable ZSTD Parquet, exactly once. Every reader drains the same stream of the same
 * server in turns; the figure of each is the median of its rounds. ASSAY_BENCH_EVENTS and
 * ASSAY_BENCH_ROUNDS make it smaller.
 */
const EVENTS = Number(process.env['ASSAY_BENCH_EVENTS'] ?? 1_000_000);
const ROUNDS = Number(process.env['ASSAY_BENCH_ROUNDS'] ?? 3);
/** The Python peers take long: they read the first tenth. */
const PYTHON_SHARE = 10;
/** Batches, in events, at which the writer is shown; under load they grow by themselves. */
const BATCHES = [1_000, 10_000, 50_000];
const PEER_BATCH = 10_000;

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  readonly folder: string;
  log(line: string): void;
}

type Work = (folder: string) => Promise<number>;

/** Events a second of each work, the median of its rounds; in every round all take their turn. */
async function medians(
  { folder, log }: Context,
  works: ReadonlyMap<string, Work>,
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number[]>([...works.keys()].map((name) => [name, []]));
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [name, work] of works) {
      const own = mkdtempSync(join(folder, 'round-'));
      const rate = await work(own);
      rmSync(own, { recursive: true });
      log(`round ${round}: ${name}: ${Math.round(rate)} events/s`);
      rates.get(name)?.push(rate);
    }
  }
  return new Map([...rates].map(([name, values]) => [name, median(values)]));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const thousands = (rate: number): string => `${(rate / 1_000).toFixed(1)} k`;
const input = (perMessage: number): string =>
  `${EVENTS.toLocaleString('en-US')} trades of ${tradeLine(0).length} B, ${perMessage} a message`;

/** Every work that reads the stream of single-event messages. */
async function worksOf(stream: TradeStream): Promise<Map<string, Work>> {
  const works = new Map<string, Work>();
  works.set('bare', async () => EVENTS / (await drainBare(stream)));
  for (const batch of BATCHES) {
    works.set(`assay ${batch}`, async (folder) => {
      return EVENTS / (await storeInBronze(stream, folder, batch));
    });
  }
  const peers = await findPeers();
  if (peers === undefined) return works;
  const few = { count: Math.floor(EVENTS / PYTHON_SHARE) };
  works.set('go', (folder) =>
    runGoPeer(peers, stream, folder, { count: EVENTS, batch: PEER_BATCH }),
  );
  works.set('python raw', (folder) =>
    runPythonPeer(peers, stream, folder, { ...few, batch: PEER_BATCH, raw: true }),
  );
  works.set('python fetch', (folder) =>
    runPythonPeer(peers, stream, folder, { ...few, batch: 1_000, raw: false }),
  );
  return works;
}

async function singleEvents(context: Context) {
  context.log(`filling a stream with ${EVENTS} messages`);
  await using stream = await fillTradeStream(EVENTS, 1);
  const rates = await medians(context, await worksOf(stream));
  const rate = (name: string): number | undefined => rates.get(name);
  const bare = rate('bare') ?? NaN;
  const rows = BATCHES.map((batch) =>
    row(`assay ${batch}`, batch, 'bare nats.js drain', bare, 0.7),
  );
  const best = BATCHES.reduce((a, b) =>
    (rate(`assay ${a}`) ?? 0) > (rate(`assay ${b}`) ?? 0) ? a : b,
  );
  const peerRows = [
    ['go', `Go peer, batch ${PEER_BATCH}, fsync`, 2],
    ['python raw', `Python peer --raw, batch ${PEER_BATCH}, fsync`, undefined],
    ['python fetch', 'Python peer by fetch, batch 1000, fsync', 5],
  ] as const;
  return [
    ...rows,
    ...peerRows.map(([name, words, goal]) => row(`assay ${best}`, best, words, rate(name), goal)),
  ];

  function row(
    name: string,
    batch: number,
    bound: string,
    boundRate: number | undefined,
    goal: number | undefined,
  ) {
    const figure = rate(name) ?? NaN;
    const common = {
      work: `JetStream → Parquet, exactly once, batches of ${batch}`,
      input: input(1),
      figure: Math.round(figure),
      unit: 'events/s',
    };
    if (boundRate === undefined) return { ...common, bound: `${bound}: absent (../shared/peers)` };
    const ratio = Number((figure / boundRate).toFixed(2));
    return {
      ...common,
      bound: `${bound}: ${thousands(boundRate)}`,
      ratio,
      ...(goal === undefined ? {} : { goal: `≥ ${goal}`, met: ratio >= goal }),
    };
  }
}

const PER_MESSAGE = 100;
const LINES_A_WRITE = 50_000;

/** In pieces, and none is kept: millions of lines on the heap would slow every reader that follows. */
async function writeLines(file: string): Promise<void> {
  const handle = await open(file, 'wx');
  for (let first = 0; first < EVENTS; first += LINES_A_WRITE) {
    const count = Math.min(LINES_A_WRITE, EVENTS - first);
    const lines = Array.from({ length: count }, (_, line) => tradeLine(first + line));
    await handle.write(`${lines.join('\n')}\n`, null, 'latin1');
  }
  await handle.close();
}

async function packedEvents(context: Context) {
  const { folder, log } = context;
  log(`filling a stream with ${EVENTS / PER_MESSAGE} messages, and a file with the same lines`);
  await using stream = await fillTradeStream(EVENTS, PER_MESSAGE);
  const file = join(folder, 'same.ndjson');
  await writeLines(file);
  const rates = await medians(
    context,
    new Map<string, Work>([
      ['assay', async (own) => EVENTS / (await storeInBronze(stream, own, 100_000))],
      ['copy', async (own) => EVENTS / (await copyFromFile(own, file))],
    ]),
  );
  const stored = rates.get('assay') ?? NaN;
  const copied = rates.get('copy') ?? NaN;
  const ratio = Number((stored / copied).toFixed(2));
  return {
    work: 'JetStream → Parquet, exactly once, batches of 100000',
    input: input(PER_MESSAGE),
    figure: Math.round(stored),
    unit: 'events/s',
    bound: `DuckDB read_json + COPY from a file: ${thousands(copied)}`,
    ratio,
    goal: '≥ 0.6',
    met: ratio >= 0.6,
  };
}

export const benches = [
  { name: 'bronze-jetstream-single', run: singleEvents },
  { name: 'bronze-jetstream-packed', run: packedEvents },
];
