import { logarithm } from '../math/logarithm.js';
import { normalCdf, normalDensity } from '../math/normal.js';
import type { Right } from './fuel.js';

/*
 * Black and Scholes (1973), "The Pricing of Options and Corporate Liabilities", with interest and dividends
 * taken as 0: then the forward is the spot, and early exercise of an American option gains nothing. Prices in
 * dollars; `deviation` is σ·√T, volatility per year times the root of the years to expiry.
 */

/** d₁ = ln(S/K)/(σ√T) + σ√T/2. */
function firstDeviate(spot: number, strike: number, deviation: number): number {
  return logarithm(spot / strike) / deviation + deviation / 2;
}

/** C = S·Φ(d₁) − K·Φ(d₂), P = K·Φ(−d₂) − S·Φ(−d₁), d₂ = d₁ − σ√T. */
export function optionPrice(right: Right, spot: number, strike: number, deviation: number): number {
  const d1 = firstDeviate(spot, strike, deviation);
  const d2 = d1 - deviation;
  return right === 'C'
    ? spot * normalCdf(d1) - strike * normalCdf(d2)
    : strike * normalCdf(-d2) - spot * normalCdf(-d1);
}

/** Change of delta per dollar of the underlying, the same for call and put: φ(d₁)/(S·σ√T). */
export function optionGamma(spot: number, strike: number, deviation: number): number {
  return normalDensity(firstDeviate(spot, strike, deviation)) / (spot * deviation);
}
