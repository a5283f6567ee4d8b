import type { StockQuote, StockTrade } from '@assay/schemas';
import { exp } from './elementary.js';
import { chance, logNormalSize, normal, pick, type RandomState } from './random.js';

/** The best bid and offer of the stock and what its price differs by from the future; JSON-safe. */
export interface StockMarket {
  bidCents: number;
  askCents: number;
  /** Shares, in round lots. */
  bidSize: number;
  askSize: number;
  bidExchange: number;
  askExchange: number;
  /** What the stock is worth beyond a tenth of the future, in cents. */
  basisCents: number;
  basisAtNs: number;
}

/** Participants, by the ids of Massive (Polygon): what `exchange` holds in its files. */
const QUOTING = [
  { value: 11, weight: 0.28 }, // NYSE Arca
  { value: 12, weight: 0.3 }, // Nasdaq
  { value: 19, weight: 0.16 }, // Cboe BZX
  { value: 8, weight: 0.14 }, // Cboe EDGX
  { value: 21, weight: 0.12 }, // MEMX
] as const;
const FINRA_TRF = 4;

const LARGEST_QUOTE_LOTS = 200;
const WIDE_PROBABILITY = 0.04;
const BASIS_SIGMA_CENTS = 0.7;
const BASIS_SECONDS_TO_FORGET = 30;
/** The fair price may leave the quotes by so much before anybody moves them. */
const TOLERANCE_CENTS = 0.25;

/** What the stock is worth, in cents: one tick of the future (0.25 points) is 2.5 cents. */
export function fairCents(stock: StockMarket, futuresMidTicks: number): number {
  return futuresMidTicks * 2.5 + stock.basisCents;
}

/** Whether the quotes have fallen behind the fair price. */
export function isStale(stock: StockMarket, fair: number): boolean {
  return fair < stock.bidCents - TOLERANCE_CENTS || fair > stock.askCents + TOLERANCE_CENTS;
}

/** A market around a fair price. */
export function openStockMarket(fair: number, random: RandomState): StockMarket {
  const stock: StockMarket = {
    bidCents: Math.floor(fair),
    askCents: Math.floor(fair) + 1,
    bidSize: 0,
    askSize: 0,
    bidExchange: 0,
    askExchange: 0,
    basisCents: 0,
    basisAtNs: 0,
  };
  refreshBid(stock, random);
  refreshAsk(stock, random);
  return stock;
}

/** One change of the quotes: they follow the fair price, or a side changes its size. */
export function changeQuote(
  stock: StockMarket,
  futuresMidTicks: number,
  nowNs: number,
  random: RandomState,
): void {
  const keep = exp((stock.basisAtNs - nowNs) / 1e9 / BASIS_SECONDS_TO_FORGET);
  const noise = BASIS_SIGMA_CENTS * Math.sqrt(1 - keep * keep) * normal(random);
  stock.basisCents = stock.basisCents * keep + noise;
  stock.basisAtNs = nowNs;
  const fair = fairCents(stock, futuresMidTicks);
  if (isStale(stock, fair) || chance(random, 0.1)) {
    const width = chance(random, WIDE_PROBABILITY) ? 2 : 1;
    stock.bidCents = Math.floor(fair - (width - 1) / 2);
    stock.askCents = stock.bidCents + width;
    refreshBid(stock, random);
    refreshAsk(stock, random);
  } else if (chance(random, 0.5)) {
    refreshBid(stock, random);
  } else {
    refreshAsk(stock, random);
  }
}

function refreshBid(stock: StockMarket, random: RandomState): void {
  stock.bidSize = 100 * logNormalSize(random, 6, 0.9, LARGEST_QUOTE_LOTS);
  stock.bidExchange = pick(random, QUOTING);
}

function refreshAsk(stock: StockMarket, random: RandomState): void {
  stock.askSize = 100 * logNormalSize(random, 6, 0.9, LARGEST_QUOTE_LOTS);
  stock.askExchange = pick(random, QUOTING);
}

/** When and where a message of the tape happened. */
export interface StockStamp {
  readonly tsEventNs: bigint;
  readonly tsRecvNs: bigint;
  readonly symbol: string;
  readonly sequence: bigint;
}

const SOURCE = 'SIP';

/** The quotes as they stand. */
export function quoteRow(stamp: StockStamp, stock: StockMarket): StockQuote {
  return {
    ts_event_ns: stamp.tsEventNs,
    ts_recv_ns: stamp.tsRecvNs,
    source: SOURCE,
    symbol: stamp.symbol,
    bid_px: stock.bidCents / 100,
    ask_px: stock.askCents / 100,
    bid_sz: stock.bidSize,
    ask_sz: stock.askSize,
    bid_exch: stock.bidExchange,
    ask_exch: stock.askExchange,
    seq: stamp.sequence,
  };
}

/** Draws a print: at a touch on an exchange, or at the midpoint, reported by the TRF. */
export function stockTradeRow(
  stamp: StockStamp,
  stock: StockMarket,
  futuresMidTicks: number,
  random: RandomState,
): StockTrade {
  const midCents = (stock.bidCents + stock.askCents) / 2;
  const lean = 0.25 * (fairCents(stock, futuresMidTicks) - midCents);
  const buys = chance(random, 0.5 + Math.max(-0.4, Math.min(0.4, lean)));
  const offExchange = chance(random, 0.38);
  const atMid = offExchange && chance(random, 0.4);
  const touch = buys ? stock.askCents : stock.bidCents;
  const venue = buys ? stock.askExchange : stock.bidExchange;
  const size = drawShares(random);
  return {
    ts_event_ns: stamp.tsEventNs,
    ts_recv_ns: stamp.tsRecvNs,
    source: SOURCE,
    symbol: stamp.symbol,
    price: (atMid ? midCents : touch) / 100,
    size,
    exchange: offExchange ? FINRA_TRF : venue,
    seq: stamp.sequence,
    conditions: size < 100 ? 'OddLot' : null,
  };
}

/** Half odd lots, a third round hundreds, the rest anything. */
function drawShares(random: RandomState): number {
  if (chance(random, 0.34)) {
    return 100 * logNormalSize(random, 1.1, 0.7, 200);
  }
  return logNormalSize(random, 40, 1.3, 20_000);
}
