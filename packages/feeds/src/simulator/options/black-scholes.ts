import { exp, ln } from '../elementary.js';
import { normalCdf, normalDensity } from '../normal.js';

/** C call, P put. */
export type Right = 'C' | 'P';

/** What a European option's price depends on. Rates are continuous, per year. */
export interface OptionTerms {
  readonly right: Right;
  readonly strike: number;
  readonly spot: number;
  /** Years to expiry, above 0. */
  readonly years: number;
  /** Per year, 0.2 = 20 %. */
  readonly volatility: number;
  readonly rate: number;
  readonly dividendYield: number;
}

export interface OptionValue {
  /** Dollars per share. */
  readonly price: number;
  /** Change of premium per dollar of the underlying. */
  readonly delta: number;
  /** Change of delta per dollar of the underlying. */
  readonly gamma: number;
  /** Change of premium per calendar day. */
  readonly theta: number;
  /** Change of premium per point (0.01) of volatility. */
  readonly vega: number;
}

/** Price and greeks by Black and Scholes (1973), with Merton's (1973) dividend yield. */
export function blackScholes(terms: OptionTerms): OptionValue {
  const { right, strike, spot, years, volatility, rate, dividendYield } = terms;
  const rootYears = Math.sqrt(years);
  const deviation = volatility * rootYears;
  const drift = (rate - dividendYield + (volatility * volatility) / 2) * years;
  const d1 = (ln(spot / strike) + drift) / deviation;
  const d2 = d1 - deviation;
  const stock = spot * exp(-dividendYield * years);
  const bond = strike * exp(-rate * years);
  const density = normalDensity(d1);
  const sign = right === 'C' ? 1 : -1;
  const inStock = normalCdf(sign * d1);
  const inBond = normalCdf(sign * d2);
  const decay = (-stock * density * volatility) / (2 * rootYears);
  return {
    price: Math.max(0, sign * (stock * inStock - bond * inBond)),
    delta: (sign * inStock * stock) / spot,
    gamma: (density * stock) / (spot * spot * deviation),
    theta: (decay - sign * (rate * bond * inBond - dividendYield * stock * inStock)) / 365,
    vega: (stock * density * rootYears) / 100,
  };
}
