import {
  createLevelEngine,
  exchangeSessions,
  SPY_CONFIG,
  type EngineConfig,
  type LevelEngine,
} from '../src/index.js';
import { emptyWarmUp } from '../src/warm-up/make-warm-up.js';
import { GeneratedStream } from './support/generated-stream.js';

/*
 * Book updates a second through the engine, ticks of the grid included, by number of levels; the time of a tick;
 * memory over a day. ASSAY_BENCH_EVENTS makes it smaller.
 */
const UPDATES = Number(process.env['ASSAY_BENCH_EVENTS'] ?? 1_000_000);
const DAY_UPDATES = 5 * UPDATES;
const BATCH = 2_048;
/** Of event time: a busy hour of ES. */
const RATE = 1_000;
const GRID_NS = 250_000_000n;
const START_NS = 1_765_839_600_000_000_000n;

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  log(line: string): void;
}

/** Levels are hot zones spread over the evaluated band, so that their number is known. */
function configOf(levels: number): EngineConfig {
  const { evaluatedBand } = SPY_CONFIG.parameters;
  const step = (2 * evaluatedBand * 0.98) / levels;
  return {
    ...SPY_CONFIG,
    proxy: { root: 'ES', tickSize: 0.25, multiplier: 50, ratio: 10 },
    hotzones: Array.from({ length: levels }, (_, index) =>
      Number((600 + (index - (levels - 1) / 2) * step).toFixed(4)),
    ),
    parameters: { ...SPY_CONFIG.parameters, roundBand: 1e-9 },
  };
}

function openEngine(config: EngineConfig): LevelEngine {
  const engine = createLevelEngine(config);
  const session = exchangeSessions(config).sessionAt(START_NS);
  if (session === undefined) throw new Error('expected a session, was none');
  engine.beginSession(session, { ...emptyWarmUp(), frontContract: 'ESZ5' });
  return engine;
}

interface Run {
  readonly updatesPerSecond: number;
  readonly rows: number;
}

/** The time of push and advance alone; making the stream is not counted. */
function throughput(levels: number, updates: number): Run {
  const engine = openEngine(configOf(levels));
  const stream = new GeneratedStream(START_NS, RATE);
  let spentMs = 0;
  let rows = 0;
  for (let done = 0; done < updates; done += BATCH) {
    const { book, trades, lastNs } = stream.next(BATCH);
    const started = performance.now();
    engine.pushBatch(trades);
    engine.pushBatch(book);
    for (const snapshot of engine.advance(lastNs)) rows += snapshot.rows.length;
    spentMs += performance.now() - started;
  }
  return { updatesPerSecond: updates / (spentMs / 1_000), rows };
}

function updates({ log }: Context) {
  throughput(40, Math.min(UPDATES, 200_000));
  return [1, 10, 40, 100].map((levels) => {
    const { updatesPerSecond, rows } = throughput(levels, UPDATES);
    log(`${levels} levels: ${Math.round(updatesPerSecond)} updates/s, ${rows} rows`);
    return {
      work: 'level engine, MBP-10 + trades',
      input: `${UPDATES.toLocaleString('en-US')} updates, ${RATE} a second of event time, ${levels} levels`,
      figure: Math.round(updatesPerSecond),
      unit: 'updates/s',
      ...(levels === 40 ? { goal: '≥ 200,000', met: updatesPerSecond >= 200_000 } : {}),
    };
  });
}

/** One advance of one step of the grid at a time: 250 updates and the tick itself. */
function ticks({ log }: Context) {
  const engine = openEngine(configOf(40));
  const stream = new GeneratedStream(START_NS, RATE);
  const perTick = RATE / 4;
  const count = Math.max(200, Math.floor(UPDATES / perTick));
  const times: number[] = [];
  for (let tick = 0; tick < count; tick += 1) {
    const { book, trades } = stream.next(perTick);
    engine.pushBatch(trades);
    engine.pushBatch(book);
    const started = performance.now();
    engine.advance(START_NS + BigInt(tick) * GRID_NS);
    times.push(performance.now() - started);
  }
  const sorted = times.slice(Math.floor(count / 10)).sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))];
  const stateMiB = engine.snapshot().length / 2 ** 20;
  log(`state after ${count} ticks of ${RATE} updates a second: ${stateMiB.toFixed(1)} MiB`);
  log(`ticks: p50 ${at(0.5).toFixed(3)} ms, p99 ${at(0.99).toFixed(3)} ms`);
  const input = `${count.toLocaleString('en-US')} ticks, ${perTick} updates each, 40 levels`;
  const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
  return [
    { work: 'a tick, p50', input, figure: rounded(at(0.5)), unit: 'ms' },
    {
      work: 'a tick, p99',
      input,
      figure: rounded(at(0.99)),
      unit: 'ms',
      goal: '< 5 ms',
      met: at(0.99) < 5,
    },
  ];
}

/** Heap and typed arrays after a collection, in the first hours of a day of 23 and at its end. */
function day({ log }: Context) {
  const seconds = 23 * 3_600;
  const rate = Math.max(1, Math.floor(DAY_UPDATES / seconds));
  const engine = openEngine(configOf(40));
  const stream = new GeneratedStream(START_NS, rate);
  const batches = Math.floor((rate * seconds) / BATCH);
  const measured: number[] = [];
  const started = performance.now();
  for (let batch = 0; batch < batches; batch += 1) {
    const { book, trades, lastNs } = stream.next(BATCH);
    engine.pushBatch(trades);
    engine.pushBatch(book);
    engine.advance(lastNs);
    if ((batch + 1) % Math.floor(batches / 6) === 0) {
      globalThis.gc?.();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      measured.push((heapUsed + arrayBuffers) / 2 ** 20);
      log(`${measured.length}/6 of the day: ${Math.round(measured.at(-1) ?? 0)} MiB`);
    }
  }
  const spentSeconds = (performance.now() - started) / 1_000;
  const stateMiB = engine.snapshot().length / 2 ** 20;
  log(`the day took ${spentSeconds.toFixed(1)} s; its state has ${stateMiB.toFixed(1)} MiB`);
  const [first] = measured;
  const last = measured.at(-1) ?? 0;
  const input = `23 h, ${(batches * BATCH).toLocaleString('en-US')} updates, 40 levels`;
  return [
    {
      work: 'memory at the end of a day',
      input,
      figure: Math.round(last),
      unit: 'MiB',
      bound: `after a sixth of it: ${Math.round(first)} MiB`,
      ratio: Math.round((last / first) * 100) / 100,
      goal: '≤ 1.2',
      met: last / first <= 1.2,
    },
    {
      work: 'state of the engine',
      input,
      figure: Math.round(stateMiB * 10) / 10,
      unit: 'MiB',
    },
  ];
}

export const benches = [
  { name: 'engine-updates', run: async (context: Context) => updates(context) },
  { name: 'engine-ticks', run: async (context: Context) => ticks(context) },
  { name: 'engine-day', run: async (context: Context) => day(context) },
];
