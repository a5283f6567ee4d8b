import type { ArrivalLaw } from './arrivals.js';
import { ticksPerRootSecond, TICK_POINTS } from './fair-price.js';
import { ratesOf, type MarketSettings } from './settings.js';

/** The processes that come at random. */
export const RANDOM_PROCESSES = [
  'marketOrders',
  'bookOrders',
  'stockQuotes',
  'stockTrades',
  'optionTrades',
  'sweeps',
] as const;

/** Every process; an instant belongs to exactly one. `open` comes at the start and after a pause. */
export const PROCESSES = ['open', ...RANDOM_PROCESSES, 'greeks', 'hedging', 'heartbeat'] as const;

export type RandomProcess = (typeof RANDOM_PROCESSES)[number];
export type Process = (typeof PROCESSES)[number];
export type ArrivalLaws = Readonly<Record<RandomProcess, ArrivalLaw>>;

/** Prints of one market order, on the mean: few go through more than one price. */
const PRINTS_PER_ORDER = 1.06;
/** Orders that a trade provokes in the book, on the mean; fewer when the book is slow. */
const ORDERS_PER_TRADE = 2;
const BOOK_BRANCHING = 0.3;

/**
 * Quotes of the stock that answer a moved future (`react` in steps.ts), per second and per tick of the
 * future's deviation in a second: measured. They are part of the feed's mean rate, up to three fifths.
 */
const REACTIONS_PER_TICK = 5.5;

/** How each random process comes, such that the rows of each feed keep their long-run mean. */
export function arrivalLaws(settings: MarketSettings): ArrivalLaws {
  const rates = ratesOf(settings);
  const marketOrders = rates.futuresTrades / PRINTS_PER_ORDER;
  const bookOrders = rates.bookUpdates - marketOrders;
  const provoked = Math.min(
    ORDERS_PER_TRADE * marketOrders,
    (bookOrders * (1 - BOOK_BRANCHING)) / 2,
  );
  const deviation = ticksPerRootSecond(
    settings.futuresPrice / TICK_POINTS,
    settings.annualVolatility,
  );
  const reactions = Math.min(REACTIONS_PER_TICK * deviation, 0.6 * rates.stockQuotes);
  return {
    marketOrders: law(marketOrders, 0.6, 12),
    bookOrders: { ...law(bookOrders, BOOK_BRANCHING, 40), triggered: provoked },
    stockQuotes: law(rates.stockQuotes - reactions, 0.4, 20),
    stockTrades: law(rates.stockTrades, 0.6, 15),
    optionTrades: law(rates.optionTrades, 0.5, 5),
    sweeps: law(rates.bookUpdates === 0 ? 0 : settings.sweepsPerHour / 3_600, 0, 1),
  };
}

function law(perSecond: number, branching: number, decay: number): ArrivalLaw {
  return { perSecond, branching, decay, triggered: 0 };
}

/** Book orders that one market order provokes under these laws. */
export function provokedOrders(laws: ArrivalLaws): number {
  const { marketOrders, bookOrders } = laws;
  return marketOrders.perSecond === 0 ? 0 : bookOrders.triggered / marketOrders.perSecond;
}
