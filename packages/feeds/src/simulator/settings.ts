import { END_TIME_NS, FIRST_TIME_NS } from '@assay/schemas';
import { FeedError } from '../errors.js';
import { DEFAULT_KNOBS, fitsKnob, knobExpectation, KNOBS, type KnobValues } from './knobs.js';

/** What a market is made from: seed, start, symbols, and any of the knobs (`KNOBS`). */
export interface MarketSimulatorOptions extends Partial<KnobValues> {
  /** A safe integer. Equal options give equal bytes. */
  readonly seed: number;
  /** Event time of the first event, ns UTC. */
  readonly startNs: bigint;
  /** Default: the front quarterly ES contract of the event's UTC date, rolled as time goes on. */
  readonly futuresSymbol?: string;
  /** Default: `SPY`. Also the underlying of the options. */
  readonly stockSymbol?: string;
}

/** Options with every default filled in; JSON-safe. */
export interface MarketSettings extends KnobValues {
  readonly seed: number;
  /** Decimal int64. */
  readonly startNs: string;
  /** null: the front contract of the day. */
  readonly futuresSymbol: string | null;
  readonly stockSymbol: string;
}

/** The knobs that say how many events of a feed come a second. */
const RATES = [
  'bookUpdates',
  'futuresTrades',
  'stockQuotes',
  'stockTrades',
  'optionTrades',
] as const;
type RateName = (typeof RATES)[number];

/** Mean events a second of each feed in regular hours, the common factor included. */
export function ratesOf(settings: KnobValues): Readonly<Record<RateName, number>> {
  const rates = RATES.map((name) => [name, settings[name] * settings.rate]);
  return Object.fromEntries(rates) as Record<RateName, number>;
}

/** Fills in the defaults. Throws `BAD_OPTION` that names the option, the expectation and the value. */
export function resolveSettings(options: MarketSimulatorOptions): MarketSettings {
  const { seed, startNs, futuresSymbol, stockSymbol, ...knobs } = options;
  const settings: MarketSettings = {
    ...DEFAULT_KNOBS,
    ...withoutUndefined(knobs),
    seed,
    startNs: String(startNs),
    futuresSymbol: futuresSymbol ?? null,
    stockSymbol: stockSymbol ?? 'SPY',
  };
  expect('seed', 'a safe integer', seed, Number.isSafeInteger(seed));
  expectTime('startNs', startNs);
  expect('futuresSymbol', 'a symbol', futuresSymbol, futuresSymbol !== '');
  const root = settings.stockSymbol;
  expect('stockSymbol', '1 to 6 letters', root, /^[A-Z]{1,6}$/.test(root));
  for (const [name, knob] of Object.entries(KNOBS)) {
    const value: unknown = settings[name as keyof KnobValues];
    expect(name, knobExpectation(knob), value, fitsKnob(knob, value));
  }
  const feeds = [settings.greeksEverySeconds, ...Object.values(ratesOf(settings))];
  const some = feeds.some((rate) => rate > 0);
  expect('rate', 'at least one feed with a rate above 0', settings.rate, some);
  const { bookUpdates, futuresTrades } = settings;
  const twice = 'at least 2 × futuresTrades: every trade changes the book';
  expect('bookUpdates', twice, bookUpdates, bookUpdates >= 2 * futuresTrades);
  return settings;
}

/** Throws `BAD_OPTION` unless `timeNs` lies in the lake's years and leaves room to go on. */
export function expectTime(name: string, timeNs: bigint): void {
  const year = 366n * 86_400_000_000_000n;
  const fits = timeNs >= FIRST_TIME_NS && timeNs < END_TIME_NS - year;
  expect(name, 'nanoseconds of the years 2000 to 2098', timeNs, fits);
}

function withoutUndefined(knobs: Partial<KnobValues>): Partial<KnobValues> {
  return Object.fromEntries(Object.entries(knobs).filter(([, value]) => value !== undefined));
}

function expect(option: string, expectation: string, value: unknown, holds: boolean): void {
  if (!holds) {
    throw new FeedError(
      'BAD_OPTION',
      `simulator option "${option}": expected ${expectation}, was ${String(value)}`,
    );
  }
}
