import {
  CommandFailure,
  defineCommand,
  optionParser,
  stopOnSignal,
  wholeNumber,
  type ValueKind,
} from '@assay/cli';
import type { KnobValues } from '@assay/feeds';
import { dayOfDate, isoOfNs } from '@assay/schemas';
import { feedConfig } from '../config.js';
import { declareKnobs, givenKnobs } from '../simulate/knob-options.js';
import { DEFAULT_START, periodOf, type PeriodOptions } from '../simulate/period.js';
import { sendMarket } from '../simulate/send-market.js';
import { writeMarket } from '../simulate/write-market.js';
import { declareSinkOptions, openSink, type SinkOptions } from '../sink/open-sink.js';
import { useSink } from '../sink/use-sink.js';

interface SimulateOptions extends SinkOptions, PeriodOptions, Partial<KnobValues> {
  readonly seed: number;
  readonly speed: number;
  readonly out?: string;
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

const dateKind: ValueKind<string> = {
  expectation: 'a date YYYY-MM-DD',
  parse: (given) =>
    typeof given === 'string' && dayOfDate(given) !== undefined ? given : undefined,
};

/** A factor of real time; 0 is as fast as it goes. */
const speedKind: ValueKind<number> = {
  expectation: 'a number such as 1, 10 or 0 (as fast as it goes)',
  parse: (given) => {
    const value = typeof given === 'string' && /^\d+(\.\d+)?$/.test(given) ? Number(given) : -1;
    return value >= 0 && value <= 1_000_000 ? value : undefined;
  },
};

/** `feed-cli simulate`: a seeded market into files, through the log into Bronze, or to a service. */
export const simulateCommand = defineCommand<SimulateOptions>({
  name: 'simulate',
  summary: 'send or write a simulated market; the same options give the same events',
  examples: [
    'simulate --minutes 10',
    'simulate --days 3 --seed 7 --rate 0.1 --out simulated',
    'simulate --seed 7 --start 2025-12-16T14:30:00Z --minutes 60 --wall-effect 0 --json',
    'simulate --hours always --speed 1 --url http://127.0.0.1:8080',
  ],
  declare: (command) => {
    command
      .option('--seed <n>', 'which market', optionParser('--seed', wholeNumber(0)), 7)
      .option(
        '--start <instant>',
        `event time of the first event, UTC (default: ${DEFAULT_START})`,
        optionParser('--start', instant),
      )
      .option(
        '--minutes <n>',
        'event time to cover (default: 10)',
        optionParser('--minutes', wholeNumber(1)),
      )
      .option(
        '--days <n>',
        'whole sessions instead, weekends and holidays left out; a day at --rate 1 is some 4 GB',
        optionParser('--days', wholeNumber(1, 1_000)),
      )
      .option(
        '--date <date>',
        'trade date of the first session (default: 2025-12-16)',
        optionParser('--date', dateKind),
      )
      .option(
        '--out <folder>',
        'write files, and what the market knows of itself, into a new folder',
      )
      .option('--speed <x>', 'of real time; 0: at once', optionParser('--speed', speedKind), 0);
    declareKnobs(command);
    declareSinkOptions(command);
  },
  run: async ({ context, options }) => {
    const period = periodOf(options);
    const market = { seed: options.seed, ...givenKnobs(options) };
    if (options.out !== undefined) {
      if (options.url !== undefined || options.speed > 0) {
        throw new CommandFailure(
          'BAD_USAGE',
          '--out: expected neither --url nor --speed beside it',
          {
            next: 'files are written at once; leave --out away to send events',
          },
        );
      }
      const { signal, ended } = stopOnSignal(context);
      const written = await writeMarket({ context, market, period, folder: options.out, signal });
      ended();
      return written;
    }
    const config = await feedConfig(context, options.config);
    const { speed } = options;
    const opened = await openSink({ context, config, options, live: speed > 0 });
    return useSink({ context, config }, opened, async (sink) => {
      const { signal, ended } = stopOnSignal(context);
      const sent = await sendMarket({ context, market, period, speed, sink, signal });
      ended();
      return sent;
    });
  },
});
