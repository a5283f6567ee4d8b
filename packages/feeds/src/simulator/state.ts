import type { Activity } from './activity.js';
import { NEVER, type ArrivalState } from './arrivals.js';
import { openBook } from './book-flow.js';
import { midOf, type Book } from './book.js';
import type { Channel } from './channel.js';
import { noAbsorption, type AbsorptionState } from './effects/absorption.js';
import { noDealers, type DealerState } from './effects/dealers.js';
import type { RegimeState } from './effects/regime.js';
import { emptyWalls, type Wall } from './effects/walls.js';
import { openStockMarket, type StockMarket } from './equities.js';
import { TICK_POINTS, type FairPrice } from './fair-price.js';
import type { Tempo } from './intraday.js';
import { LISTED_OPTIONS } from './options/listing.js';
import { createRandom, type RandomState } from './random.js';
import { PROCESSES, RANDOM_PROCESSES, type Process, type RandomProcess } from './schedule.js';
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
  'regime',
  'walls',
  'wall-flow',
  'absorption',
  'sweeps',
  'dealers',
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
  /** Trade date that contract and listing were chosen for; '' before the first event. */
  date: string;
  futuresSymbol: string;
  /** The strike in the middle of the listing, dollars. */
  centreStrike: number;
  /** Greeks snapshots so far. */
  greeksSnapshots: number;
  /** Walls planted so far. */
  wallsPlanted: number;
  readonly dues: Record<Process, number>;
  readonly arrivals: Record<RandomProcess, ArrivalState>;
  readonly channels: Record<ChannelName, Channel>;
  readonly randoms: Record<Stream, RandomState>;
  readonly activity: Activity;
  /** The time of day, as of the last heartbeat. */
  readonly tempo: Tempo;
  readonly regime: RegimeState;
  /** Ticks per second that the fair price drifts now: the spell, touched walls, what follows them. */
  drift: number;
  /** Factor of the fair price's variance, and of event rates, now. */
  variance: number;
  rate: number;
  /** What an effect that is over still pushes, in deviations of a second, per second. */
  readonly aftermath: { push: number; untilNs: number };
  readonly fair: FairPrice;
  readonly tape: Tape;
  readonly book: Book;
  readonly walls: Wall[];
  readonly absorption: AbsorptionState;
  readonly dealers: DealerState;
  readonly stock: StockMarket;
}

/** The state before the first event, anchored at the start: all is closed until `open`. */
export function initialState(settings: MarketSettings): MarketState {
  const randoms = byName(STREAMS, (name) => createRandom(settings.seed, name));
  const fairTicks = settings.futuresPrice / TICK_POINTS;
  const book = openBook(fairTicks, randoms.book);
  return {
    nowNs: 0,
    ordinal: 0,
    date: '',
    futuresSymbol: settings.futuresSymbol ?? '',
    centreStrike: 0,
    greeksSnapshots: 0,
    wallsPlanted: 0,
    dues: { ...byName(PROCESSES, () => NEVER), open: 0 },
    arrivals: byName(RANDOM_PROCESSES, () => ({ excitation: 0, atNs: 0 })),
    channels: byName(CHANNELS, () => ({ sequence: 0, lastReceivedNs: 0 })),
    randoms,
    activity: { log: 0 },
    tempo: { phase: 'closed', futures: 0, stocks: 0, options: 0, variance: 0 },
    regime: { name: 'quiet', drift: 0 },
    drift: 0,
    variance: 0,
    rate: 1,
    aftermath: { push: 0, untilNs: 0 },
    fair: { ticks: fairTicks, atNs: 0 },
    tape: { lastAggressor: 1 },
    book,
    walls: emptyWalls(settings.wallsPerSide),
    absorption: noAbsorption(),
    dealers: noDealers(LISTED_OPTIONS),
    stock: openStockMarket(midOf(book) * 2.5, randoms.stock),
  };
}

/** Moves the anchor forward by `byNs`: every time of the state becomes so much less. */
export function shiftAnchor(state: MarketState, byNs: number): void {
  state.nowNs -= byNs;
  state.fair.atNs -= byNs;
  state.stock.basisAtNs -= byNs;
  state.aftermath.untilNs -= byNs;
  state.absorption.untilNs -= byNs;
  for (const arrival of Object.values(state.arrivals)) {
    arrival.atNs -= byNs;
  }
  for (const channel of Object.values(state.channels)) {
    channel.lastReceivedNs -= byNs;
  }
  for (const wall of state.walls) {
    wall.plantedNs -= byNs;
    if (wall.touchedNs !== NEVER) {
      wall.touchedNs -= byNs;
    }
  }
  for (const name of PROCESSES) {
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
