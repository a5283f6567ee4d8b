import type { GreeksSnapshot, OptionTrade } from '@assay/schemas';
import { chance, logNormalSize, normal, uniform, type RandomState } from '../random.js';
import type { ListedOption } from './listing.js';
import { valueOf, type Surface } from './smile.js';

const SOURCE = 'OPRA';
const SECONDS_A_YEAR = 365 * 86_400;
const YEARS_LEAST = 1e-6;

/** Years of 365 days from an instant (seconds since 1970 UTC) to an option's expiry. */
export function yearsTo(option: ListedOption, nowSeconds: number): number {
  return Math.max(YEARS_LEAST, (option.expirySeconds - nowSeconds) / SECONDS_A_YEAR);
}

/** Picks the option that trades: near the money and near expiry above all. */
export function drawOption(
  listed: readonly ListedOption[],
  surface: Surface,
  random: RandomState,
): ListedOption {
  const perExpiry = listed.length / 2;
  const strikes = perExpiry / 2;
  const first = chance(random, 0.72) ? 0 : perExpiry;
  const wanted = Math.round(surface.spot + 3 * normal(random)) - listed[0].strike;
  const strike = Math.max(0, Math.min(strikes - 1, wanted));
  return listed[first + 2 * strike + (chance(random, 0.5) ? 0 : 1)];
}

export interface OptionStamp {
  readonly tsEventNs: bigint;
  readonly tsRecvNs: bigint;
  readonly underlying: string;
  readonly sequence: bigint;
}

/** Draws a print of `option`: at the bid, at the offer, or in between (aggressor 0). */
export function optionTradeRow(
  stamp: OptionStamp,
  option: ListedOption,
  surface: Surface,
  nowSeconds: number,
  random: RandomState,
): OptionTrade {
  const { price } = valueOf(surface, option.right, option.strike, yearsTo(option, nowSeconds));
  const halfWidthCents = 0.4 + price * (0.4 + 0.8 * uniform(random));
  const bidCents = Math.max(0, Math.floor(price * 100 - halfWidthCents));
  const askCents = Math.max(bidCents + 1, Math.ceil(price * 100 + halfWidthCents));
  const inside = askCents - bidCents >= 2 && chance(random, 0.2);
  const buys = bidCents === 0 || chance(random, 0.5);
  const touchCents = buys ? askCents : bidCents;
  const insideCents = bidCents + Math.floor((askCents - bidCents) / 2);
  return {
    ts_event_ns: stamp.tsEventNs,
    ts_recv_ns: stamp.tsRecvNs,
    source: SOURCE,
    underlying: stamp.underlying,
    option_symbol: option.symbol,
    exp_date: option.expiryDate,
    strike: option.strike,
    right: option.right,
    price: (inside ? insideCents : touchCents) / 100,
    size: logNormalSize(random, 2, 1.25, 3_000),
    opt_bid: bidCents === 0 ? null : bidCents / 100,
    opt_ask: askCents / 100,
    aggressor: inside ? 0 : buys ? 1 : -1,
    seq: stamp.sequence,
    conditions: null,
  };
}

/** The greeks of one option, as they are published: to six decimals. */
export function greeksRow(
  snapshot: { readonly tsEventNs: bigint; readonly underlying: string; readonly id: string },
  option: ListedOption,
  surface: Surface,
  nowSeconds: number,
): GreeksSnapshot {
  const value = valueOf(surface, option.right, option.strike, yearsTo(option, nowSeconds));
  return {
    ts_event_ns: snapshot.tsEventNs,
    source: SOURCE,
    underlying: snapshot.underlying,
    option_symbol: option.symbol,
    delta: micro(value.delta),
    gamma: micro(value.gamma),
    theta: micro(value.theta),
    vega: micro(value.vega),
    implied_volatility: micro(value.impliedVolatility),
    open_interest: option.openInterest,
    snapshot_id: snapshot.id,
  };
}

function micro(value: number): number {
  // + 0 turns a rounded −0 into 0, which JSON could not tell apart.
  return Math.round(value * 1e6) / 1e6 + 0;
}
