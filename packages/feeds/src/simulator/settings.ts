import { END_TIME_NS, FIRST_TIME_NS } from '@assay/schemas';
import { FeedError } from '../errors.js';

/**
 * Mean events per second of each feed over hours; 0 turns a feed off. Without book updates the price
 * stands still: it is the book that follows it.
 */
export interface SimulatorRates {
  /** Rows of `futures.mbp10.v1`, those that follow trades included. */
  readonly bookUpdates: number;
  /** Rows of `futures.trades.v1`. */
  readonly futuresTrades: number;
  readonly stockQuotes: number;
  readonly stockTrades: number;
  readonly optionTrades: number;
  /** Seconds between two greeks snapshots of all listed options. */
  readonly greeksEverySeconds: number;
}

/** A busy but not hectic regular session. */
export const DEFAULT_SIMULATOR_RATES: SimulatorRates = {
  bookUpdates: 150,
  futuresTrades: 15,
  stockQuotes: 20,
  stockTrades: 8,
  optionTrades: 4,
  greeksEverySeconds: 5,
};

export interface MarketSimulatorOptions {
  /** A safe integer. Equal options give equal bytes. */
  readonly seed: number;
  /** Event time of the first event, ns UTC. */
  readonly startNs: bigint;
  /** Default: the front quarterly ES contract of the event's UTC date, rolled as time goes on. */
  readonly futuresSymbol?: string;
  /** Default: `SPY`. Also the underlying of the options. */
  readonly stockSymbol?: string;
  /** Where the future starts, in index points; the stock trades at a tenth of it. Default: 6850. */
  readonly futuresPrice?: number;
  /** Per year of 252 sessions of 6.5 hours, 0.15 = 15 % (the default). */
  readonly annualVolatility?: number;
  readonly rates?: Partial<SimulatorRates>;
}

/** Options with every default filled in; JSON-safe. */
export interface MarketSettings {
  readonly seed: number;
  /** Decimal int64. */
  readonly startNs: string;
  /** null: the front contract of the day. */
  readonly futuresSymbol: string | null;
  readonly stockSymbol: string;
  readonly futuresPrice: number;
  readonly annualVolatility: number;
  readonly rates: SimulatorRates;
}

/** Fills in the defaults. Throws `BAD_OPTION` that names the option, the expectation and the value. */
export function resolveSettings(options: MarketSimulatorOptions): MarketSettings {
  const rates = { ...DEFAULT_SIMULATOR_RATES, ...options.rates };
  const settings: MarketSettings = {
    seed: options.seed,
    startNs: String(options.startNs),
    futuresSymbol: options.futuresSymbol ?? null,
    stockSymbol: options.stockSymbol ?? 'SPY',
    futuresPrice: options.futuresPrice ?? 6850,
    annualVolatility: options.annualVolatility ?? 0.15,
    rates,
  };
  expect('seed', 'a safe integer', settings.seed, Number.isSafeInteger(settings.seed));
  expectTime('startNs', options.startNs);
  const { futuresSymbol, stockSymbol, futuresPrice, annualVolatility } = settings;
  expect('futuresSymbol', 'a symbol', futuresSymbol, futuresSymbol !== '');
  expect('stockSymbol', '1 to 6 letters', stockSymbol, /^[A-Z]{1,6}$/.test(stockSymbol));
  expect('futuresPrice', 'from 500 to 100000', futuresPrice, within(futuresPrice, 500, 100_000));
  expect('annualVolatility', '0 to 2', annualVolatility, within(annualVolatility, 0, 2));
  for (const [name, rate] of Object.entries(rates)) {
    expect(`rates.${name}`, '0 to 100000 per second', rate, within(rate, 0, 100_000));
  }
  expect(
    'rates',
    'at least one above 0',
    0,
    Object.values(rates).some((rate) => rate > 0),
  );
  expect(
    'rates.bookUpdates',
    'at least 2 × rates.futuresTrades: every trade changes the book',
    rates.bookUpdates,
    rates.bookUpdates >= 2 * rates.futuresTrades,
  );
  return settings;
}

/** Throws `BAD_OPTION` unless `timeNs` lies in the lake's years and leaves room to go on. */
export function expectTime(name: string, timeNs: bigint): void {
  const year = 366n * 86_400_000_000_000n;
  const fits = timeNs >= FIRST_TIME_NS && timeNs < END_TIME_NS - year;
  expect(name, 'nanoseconds of the years 2000 to 2098', timeNs, fits);
}

function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function expect(option: string, expectation: string, value: unknown, holds: boolean): void {
  if (!holds) {
    throw new FeedError(
      'BAD_OPTION',
      `simulator option "${option}": expected ${expectation}, was ${String(value)}`,
    );
  }
}
