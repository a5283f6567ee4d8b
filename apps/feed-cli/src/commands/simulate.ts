import { defineCommand, formatNumber, optionParser, wholeNumber, type ValueKind } from '@assay/cli';
import {
  createMarketSimulator,
  createSimulatorLines,
  datasetRun,
  runSimulator,
  sessionOf,
  sessionRun,
} from '@assay/feeds';
import { isoOfNs, NS_PER_SECOND } from '@assay/schemas';
import { feedConfig } from '../config.js';
import { declareSinkOptions, openSink, type SinkOptions } from '../sink/open-sink.js';
import { createSender } from '../sink/sender.js';
import { storedResult } from '../sink/stored.js';
import { useSink } from '../sink/use-sink.js';
import { stopOnSignal } from './stop-on-signal.js';

interface SimulateOptions extends SinkOptions {
  readonly seed: number;
  readonly start?: bigint;
  readonly minutes: number;
  readonly speed: number;
}

/** An instant as people write it, to the second, in UTC. */
const instant: ValueKind<bigint> = {
  expectation: 'an instant in UTC such as 2025-12-16T14:30:00Z',
  parse: (given) => {
    if (typeof given !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(given)) {
      return undefined;
    }
    const ns = BigInt(Date.parse(given) || 0) * 1_000_000n;
    // Date.parse takes the 30th of February for the 1st of March.
    return isoOfNs(ns).slice(0, 19) === given.slice(0, 19) ? ns : undefined;
  },
};

/** A factor of real time; 0 is as fast as it goes. */
const speedKind: ValueKind<number> = {
  expectation: 'a number such as 1, 10 or 0 (as fast as it goes)',
  parse: (given) => {
    const value = typeof given === 'string' && /^\d+(\.\d+)?$/.test(given) ? Number(given) : -1;
    return value >= 0 && value <= 1_000_000 ? value : undefined;
  },
};

const DEFAULT_START = '2025-12-16T14:30:00Z';
const DEFAULT_START_NS = 1_765_895_400_000_000_000n;

/** `feed-cli simulate`: a seeded market through the log into Bronze, or to a running service. */
export const simulateCommand = defineCommand<SimulateOptions>({
  name: 'simulate',
  summary: 'send a simulated market; the same seed and start give the same events, stored once',
  examples: [
    'simulate --minutes 10',
    'simulate --seed 7 --start 2025-12-16T14:30:00Z --minutes 60 --json',
    'simulate --speed 1 --url http://127.0.0.1:8080',
  ],
  declare: (command) => {
    command
      .option('--seed <n>', 'which market', optionParser('--seed', wholeNumber(0)), 7)
      .option(
        '--start <instant>',
        `event time of the first event, UTC (default: ${DEFAULT_START})`,
        optionParser('--start', instant),
      )
      .option('--minutes <n>', 'event time to cover', optionParser('--minutes', wholeNumber(1)), 10)
      .option('--speed <x>', 'of real time; 0: at once', optionParser('--speed', speedKind), 0);
    declareSinkOptions(command);
  },
  run: async ({ context, options }) => {
    const startNs = options.start ?? DEFAULT_START_NS;
    const market = createMarketSimulator({ seed: options.seed, startNs });
    const run = sessionRun(sessionOf(market, 1));
    const config = await feedConfig(context, options.config);
    const opened = await openSink({ context, config, options, live: options.speed > 0 });
    return useSink({ context, config }, opened, async (sink) => {
      const sender = createSender(sink, (dataset) => datasetRun(run, dataset));
      const counter = createSimulatorLines();
      const progress = context.progress({ label: 'simulate', unit: 'events' });
      const untilNs = startNs + BigInt(options.minutes) * 60n * NS_PER_SECOND;
      const { signal, ended } = stopOnSignal(context);
      const { events, reason } = await runSimulator({
        market,
        clock: context.clock,
        speed: options.speed,
        untilNs,
        signal,
        onEvents: async (batch) => {
          for (const lines of counter.linesOf(batch)) {
            await sender.send(lines);
          }
          progress.add(batch.length);
        },
      });
      progress.finish();
      const stored = await sink.finish();
      ended();
      const { runs, sent, skipped, digest } = sender.sent();
      return {
        result: {
          runs,
          seed: options.seed,
          start_ns: startNs,
          until_ns: market.timeNs,
          complete: reason === 'until',
          events: counter.counts(),
          events_sent: sent,
          events_already_stored: skipped,
          ...storedResult(stored),
          digest,
        },
        text:
          `${formatNumber(events)} events from ${isoOfNs(startNs)} to ` +
          `${isoOfNs(market.timeNs)}${reason === 'until' ? '' : ' (ended early)'}: ` +
          `${formatNumber(sent)} sent, ${formatNumber(skipped)} already stored; ` +
          `digest ${digest.slice(0, 12)}`,
      };
    });
  },
});
