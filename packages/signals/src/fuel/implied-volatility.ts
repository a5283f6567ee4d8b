import { optionPrice } from './black-scholes.js';
import type { Right } from './fuel.js';

/** Volatilities, per year, between which one is looked for. */
const LEAST = 0.001;
const MOST = 10;
/** Halvings of that range: to 10 ÷ 2^50 < 1e-14. */
const HALVINGS = 50;

/**
 * The volatility per year at which the middle of an option's quote is its Black–Scholes price, by bisection;
 * 0 where there is none: a side absent (NaN) or not above 0, a crossed quote, a middle without time value, or
 * more volatility than 10. Prices are nano-units, `years` the time to expiry.
 *
 * The price looked at is that of the option out of the money at the same strike, which by put–call parity is
 * the time value: nothing is lost to cancellation deep in the money.
 */
export function impliedVolatility(
  right: Right,
  spotNanos: number,
  strikeNanos: number,
  bidNanos: number,
  askNanos: number,
  years: number,
): number {
  if (!(bidNanos > 0 && askNanos >= bidNanos && spotNanos > 0 && years > 0)) {
    return 0;
  }
  const inside = right === 'C' ? spotNanos - strikeNanos : strikeNanos - spotNanos;
  const twiceTimeValue = bidNanos + askNanos - 2 * Math.max(0, inside);
  const wanted = twiceTimeValue / 2e9;
  const spot = spotNanos / 1e9;
  const strike = strikeNanos / 1e9;
  const outRight = strike >= spot ? 'C' : 'P';
  const rootYears = Math.sqrt(years);
  const priceAt = (volatility: number): number =>
    optionPrice(outRight, spot, strike, volatility * rootYears);
  if (!(wanted > 0 && priceAt(LEAST) < wanted && wanted < priceAt(MOST))) {
    return 0;
  }
  let low = LEAST;
  let high = MOST;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (priceAt(middle) < wanted) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return (low + high) / 2;
}
