import { activityLevel, type Activity } from './activity.js';
import { drawArrival, NEVER, type ArrivalState } from './arrivals.js';
import { openBook } from './book-flow.js';
import { midOf, type Book } from './book.js';
import type { Channel } from './channel.js';
import { openStockMarket, type StockMarket } from './equities.js';
import { TICK_POINTS, type FairPrice } from './fair-price.js';
import { createRandom, type RandomState } from './random.js';
import { arrivalLaws, RANDOM_PROCESSES, type Process, type RandomProcess } from './schedule.js';
import type { MarketSettings } from './settings.js';
import type { Tape } from './tape.js';

/** The random streams, one a part. */
export const STREAMS = [
  'arrivals',
  'activity',
  'fair-price',
  'book',
  'tape',
  'stock',
  'options',
  'latency',
] as const;
export type Stream = (typeof STREAMS)[number];

/** The feed connections, each with a numbering of its own. */
export const CHANNELS = ['futures', 'stockTrades', 'stockQuotes', 'options'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/**
 * All that a market remembers, as plain JSON-safe data. Times (`…Ns`, `dues`) are whole nanoseconds
 * after an anchor instant kept beside it, so that they stay safe integers.
 */
export interface MarketState {
  /** The instant of the last event. */
  nowNs: number;
  /** Events so far: the next one's ordinal. */
  ordinal: number;
  /** UTC day (days since 1970) that contract and listing were chosen for. */
  day: number;
  futuresSymbol: string;
  /** The strike in the middle of the listing, dollars. */
  centreStrike: number;
  /** Greeks snapshots so far. */
  greeksSnapshots: number;
  readonly dues: Record<Process, number>;
  readonly arrivals: Record<RandomProcess, ArrivalState>;
  readonly channels: Record<ChannelName, Channel>;
  readonly randoms: Record<Stream, RandomState>;
  readonly activity: Activity;
  readonly fair: FairPrice;
  readonly tape: Tape;
  readonly book: Book;
  readonly stock: StockMarket;
}

/** The state before the first event, anchored at the start. */
export function initialState(settings: MarketSettings): MarketState {
  const randoms = byName(STREAMS, (name) => createRandom(settings.seed, name));
  const fairTicks = settings.futuresPrice / TICK_POINTS;
  const book = openBook(fairTicks, randoms.book);
  const laws = arrivalLaws(settings);
  const activity: Activity = { log: 0 };
  const arrivals = byName(RANDOM_PROCESSES, () => ({ excitation: 0, atNs: 0 }));
  const dues = byName(RANDOM_PROCESSES, (name) =>
    drawArrival(arrivals[name], laws[name], activityLevel(activity), 0, randoms.arrivals),
  );
  return {
    nowNs: 0,
    ordinal: 0,
    day: -1,
    futuresSymbol: settings.futuresSymbol ?? '',
    centreStrike: 0,
    greeksSnapshots: 0,
    dues: {
      ...dues,
      open: 0,
      greeks: settings.rates.greeksEverySeconds > 0 ? 1_000_000 : NEVER,
      heartbeat: 1_000_000_000,
    },
    arrivals,
    channels: byName(CHANNELS, () => ({ sequence: 0, lastReceivedNs: 0 })),
    randoms,
    activity,
    fair: { ticks: fairTicks, atNs: 0 },
    tape: { lastAggressor: 1 },
    book,
    stock: openStockMarket(midOf(book) * 2.5, randoms.stock),
  };
}

/** Moves the anchor forward by `byNs`: every time of the state becomes so much less. */
export function shiftAnchor(state: MarketState, byNs: number): void {
  state.nowNs -= byNs;
  state.fair.atNs -= byNs;
  state.stock.basisAtNs -= byNs;
  for (const arrival of Object.values(state.arrivals)) {
    arrival.atNs -= byNs;
  }
  for (const channel of Object.values(state.channels)) {
    channel.lastReceivedNs -= byNs;
  }
  for (const name of Object.keys(state.dues) as Process[]) {
    if (state.dues[name] !== NEVER) {
      state.dues[name] -= byNs;
    }
  }
}

function byName<Name extends string, Value>(
  names: readonly Name[],
  make: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;
}
