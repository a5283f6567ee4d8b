import {
  bookColumns,
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import type { SeededRandom } from '@assay/testkit';
import { SPY_CONFIG, type EngineConfig } from '../../../src/config/engine-config.js';
import type { EngineSession } from '../../../src/session/engine-session.js';
import type { Delivery } from '../../support/deliveries.js';

/** 2025-12-16, 15:00 New York. */
export const START_NS = 1_765_915_200_000_000_000n;
const SECOND_NS = 1_000_000_000n;

/** A session of a minute, with every window in it. */
export const MINUTE: EngineSession = {
  date: '2025-12-16',
  startNs: START_NS,
  endNs: START_NS + 60n * SECOND_NS,
  premarketStartNs: START_NS,
  regularStartNs: START_NS + 6n * SECOND_NS,
  regularEndNs: START_NS + 30n * SECOND_NS,
};

/** Windows of seconds, so that a minute has all that a day has. */
export const SMALL_CONFIG: EngineConfig = {
  ...SPY_CONFIG,
  hotzones: [600.25],
  parameters: {
    ...SPY_CONFIG.parameters,
    monitorBand: 0.75,
    barrierWindowSeconds: 6,
    bookStaleSeconds: 3,
    trailingMinutes: 0.2,
    trailingSamples: 8,
    tapeWindowSeconds: 5,
    sweepNotional: 2_000_000,
    effectGamma: 20,
    wallGamma: 30,
    confidenceContracts: 60,
    ratioMinutes: 0.05,
    quoteStaleSeconds: 2,
    tradeStaleSeconds: 4,
  },
};

const PAUSES_NS = [0, 1, 7_000_000, 60_000_000, 250_000_000];

/** Where prices stand while a market is made up. */
interface Market {
  readonly random: SeededRandom;
  /** Best bid of the book, in ticks of 0.25. */
  ticks: number;
  readonly bids: number[];
  readonly asks: number[];
}

/** Deliveries of some seconds of ES, SPY and its options, by time: ties, copies, rows that are late or of no use. */
export function generatedMarket(random: SeededRandom, seconds = 20): Delivery[] {
  const market: Market = {
    random,
    ticks: 24_000,
    bids: Array.from({ length: 10 }, () => random.below(40)),
    asks: Array.from({ length: 10 }, () => random.below(40)),
  };
  const deliveries: Delivery[] = [];
  let atNs = START_NS + BigInt(random.below(3_000)) * 1_000_000n;
  while (atNs < START_NS + BigInt(seconds) * SECOND_NS) {
    for (const { dataset, row } of happening(market)) {
      deliveries.push(...delivered(dataset, { ts_event_ns: atNs, ...row }, deliveries, random));
    }
    const pauseNs = random.chance(0.02) ? 3_500_000_000 : random.pick(PAUSES_NS);
    atNs += BigInt(pauseNs);
  }
  return deliveries;
}

function delivered(
  dataset: Dataset,
  row: AnyRow,
  before: readonly Delivery[],
  random: SeededRandom,
): Delivery[] {
  const tsEventNs = row['ts_event_ns'] as bigint;
  const source = dataset === optionsTrades ? 'OPRA' : 'X';
  const sent = (run: string, runPos: bigint, index: number): Delivery => {
    const delayMs = random.chance(0.9) ? random.below(400) : random.pick([501, 9_000, -1_500]);
    const ts_recv_ns = tsEventNs + BigInt(delayMs) * 1_000_000n;
    return {
      dataset,
      row: { source, seq: null, ...row, ts_recv_ns },
      run,
      runPos,
      shard: 'market',
      epoch: 1,
      pos: BigInt(before.length + index),
    };
  };
  const runPos = BigInt(before.length);
  const first = sent('a', runPos, 0);
  if (random.chance(0.06)) return [first, { ...first, pos: first.pos + 1n }];
  return random.chance(0.06) ? [first, sent('b', runPos, 1)] : [first];
}

interface Happening {
  readonly dataset: Dataset;
  readonly row: AnyRow;
}

function happening(market: Market): Happening[] {
  const { random } = market;
  switch (random.below(8)) {
    case 0:
    case 1:
      return [print(market), bookOf(market)];
    case 2:
    case 3:
      market.ticks += random.below(3) - 1;
      for (const side of [market.bids, market.asks]) side[random.below(10)] = random.below(40);
      return [bookOf(market)];
    case 4:
      return [quote(market)];
    case 5:
      return [stockTrade(market)];
    case 6:
      return [greeks(market)];
    default:
      return [optionTrade(market), ...(random.chance(0.2) ? [oddity(market)] : [])];
  }
}

const spyOf = ({ ticks }: Market): number => Math.round((ticks * 0.25 * 100) / 10) / 100;

function print(market: Market): Happening {
  const { random, ticks } = market;
  const side = random.pick([-1, 0, 1]);
  const price = (ticks + (side === -1 ? 0 : 1) + random.below(2) * side) * 0.25;
  const size = 1 + random.below(30);
  return {
    dataset: futuresTrades,
    row: { symbol: 'ESZ5', price, size, aggressor: side, exchange: null },
  };
}

function bookOf({ random, ticks, bids, asks }: Market): Happening {
  const depth = random.chance(0.1) ? 4 : null;
  const listed = depth ?? 10;
  const isCrossed = random.chance(0.03);
  const cells = bookColumns.map(({ name }) => {
    const [side, kind, level] = name.split('_');
    const index = Number(level) - 1;
    const price = side === 'bid' ? ticks - index + (isCrossed ? 2 : 0) : ticks + 1 + index;
    const size = (side === 'bid' ? bids : asks)[index];
    const value = kind === 'px' ? price * 0.25 : size;
    return [name, index < listed ? value : kind === 'px' ? null : 0] as const;
  });
  const row = { ...Object.fromEntries(cells), symbol: 'ESZ5', depth };
  return { dataset: futuresMbp10, row: { ...row, is_snapshot: random.chance(0.03) } };
}

function quote(market: Market): Happening {
  const { random } = market;
  const bid = spyOf(market);
  const ask = bid + random.pick([0.01, 0.02, 0, -0.01]);
  const row = { symbol: 'SPY', bid_px: random.chance(0.1) ? null : bid, ask_px: ask };
  return { dataset: stocksQuotes, row: { ...row, bid_sz: 100, ask_sz: 100 } };
}

function stockTrade(market: Market): Happening {
  const { random } = market;
  const price = spyOf(market) + random.below(9) / 100;
  const row = { symbol: 'SPY', price, size: 1 + random.below(300), exchange: random.pick([4, 11]) };
  const conditions = random.pick([null, null, 'AveragePrice', 'OutOfSequence', 'Regular']);
  return { dataset: stocksTrades, row: { ...row, conditions } };
}

const EXPIRIES = ['2025-12-16', '2025-12-17'] as const;

function option({ random }: Market): AnyRow {
  const strike = 598 + random.below(9) / 2;
  const [exp_date, right] = [random.pick(EXPIRIES), random.pick(['C', 'P'])];
  const option_symbol = `SPY ${exp_date} ${right}${strike}`;
  return { underlying: 'SPY', option_symbol, exp_date, strike, right };
}

function greeks(market: Market): Happening {
  const { option_symbol, underlying } = option(market);
  const { random } = market;
  const numbers = { delta: 0.5, gamma: random.below(100) / 1_000, theta: 0, vega: 0 };
  const implied_volatility = random.pick([null, 0.15, 0.2]);
  const row = { underlying, option_symbol, ...numbers, implied_volatility, open_interest: 10 };
  return { dataset: optionsGreeksSnapshots, row: { ...row, snapshot_id: 's' } };
}

function optionTrade(market: Market): Happening {
  const { random } = market;
  const size = 1 + random.below(20);
  const row = { ...option(market), price: 1.5, size, aggressor: random.pick([-1, 0, 1]) };
  const quoted = random.chance(0.5) ? { opt_bid: 1.4, opt_ask: 1.6 } : {};
  return { dataset: optionsTrades, row: { opt_bid: null, opt_ask: null, ...row, ...quoted } };
}

/** Rows that an engine of SPY has no use for. */
function oddity(market: Market): Happening {
  const { row } = print(market);
  return market.random.pick([
    { dataset: futuresTrades, row: { ...row, symbol: 'ESZ5-ESH6', price: 55.35 } },
    { dataset: futuresTrades, row: { ...row, symbol: 'ESH6' } },
    { dataset: futuresTrades, row: { ...row, price: 6_000.1 } },
    { dataset: futuresTrades, row: { ...row, price: Number.NaN } },
    { dataset: futuresTrades, row: { ...row, size: 0 } },
    { dataset: stocksTrades, row: { ...stockTrade(market).row, symbol: 'QQQ' } },
  ]);
}
