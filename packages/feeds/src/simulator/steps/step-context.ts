import { midOf } from '../book.js';
import { nextSequence, receiveNs, type Latency } from '../channel.js';
import { changeQuote, type StockStamp } from '../equities.js';
import type { Emit } from '../event.js';
import type { FuturesStamp } from '../futures-rows.js';
import type { MarketHours } from '../hours.js';
import type { ListedOption } from '../options/listing.js';
import { atTheMoneyVolatility, type Surface } from '../options/smile.js';
import type { ArrivalLaws } from '../schedule.js';
import type { MarketSettings } from '../settings.js';
import type { ChannelName, MarketState } from '../state.js';
import type { TellTruth } from '../truth.js';

/** When a message happened and when it arrived, ns UTC. */
interface ArrivalStamp {
  readonly tsEventNs: bigint;
  readonly tsRecvNs: bigint;
}

/** What a step of the market works on. */
export interface StepContext {
  readonly settings: MarketSettings;
  readonly laws: ArrivalLaws;
  readonly state: MarketState;
  readonly emit: Emit;
  /** Tells what no feed says. */
  readonly tell: TellTruth;
  readonly hours: MarketHours;
  /** Standard deviation of the price over a second of mean variance, in ticks. */
  readonly ticksPerRootSecond: number;
  /** Set by a step after which every random process has to be drawn anew. */
  redraw: boolean;
  /** The options listed now; replaced as a whole by `relist`. */
  listed: readonly ListedOption[];
  /** The instant `offsetNs` after the anchor. */
  readonly instant: (offsetNs: number) => bigint;
}

const LATENCIES: Readonly<Record<ChannelName, Latency>> = {
  futures: { leastNs: 180_000, meanExtraNs: 60_000 },
  stockTrades: { leastNs: 350_000, meanExtraNs: 150_000 },
  stockQuotes: { leastNs: 320_000, meanExtraNs: 120_000 },
  options: { leastNs: 500_000, meanExtraNs: 250_000 },
};

/** What options are priced from now. */
export function surfaceOf({ state, settings }: StepContext): Surface {
  const volatility = atTheMoneyVolatility(settings.annualVolatility, state.activity);
  return { spot: spotOf(state), volatility };
}

/** The stock's midpoint, dollars. */
export function spotOf({ stock }: MarketState): number {
  return (stock.bidCents + stock.askCents) / 200;
}

/** The stamp of a futures message that arrives with `arrival`: a trade and its book share that. */
export function futuresStamp(context: StepContext, arrival: ArrivalStamp): FuturesStamp {
  return {
    tsEventNs: arrival.tsEventNs,
    tsRecvNs: arrival.tsRecvNs,
    symbol: context.state.futuresSymbol,
    sequence: nextSequence(context.state.channels.futures),
  };
}

export function stockStamp(
  context: StepContext,
  channel: 'stockTrades' | 'stockQuotes',
): StockStamp {
  return {
    ...arrivalStamp(context, channel),
    symbol: context.settings.stockSymbol,
    sequence: nextSequence(context.state.channels[channel]),
  };
}

/** When something happens now, and when one hears of it on a channel. */
export function arrivalStamp(context: StepContext, name: ChannelName): ArrivalStamp {
  const { state, instant } = context;
  const channel = state.channels[name];
  const received = receiveNs(channel, LATENCIES[name], state.nowNs, state.randoms.latency);
  return { tsEventNs: instant(state.nowNs), tsRecvNs: instant(received) };
}

/** Seconds since 1970 UTC, to a microsecond or so. */
export function nowSeconds({ state, instant }: StepContext): number {
  return Number(instant(state.nowNs)) / 1e9;
}

/** Where no quotes are sent, those that trades and options go by still follow the future. */
export function followUnseen({ state, settings }: StepContext): void {
  if (settings.stockQuotes === 0 || state.tempo.stocks === 0) {
    changeQuote(state.stock, midOf(state.book), state.nowNs, state.randoms.stock);
  }
}
