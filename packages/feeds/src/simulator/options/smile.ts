import type { Activity } from '../activity.js';
import { ln } from '../elementary.js';
import { blackScholes, type OptionValue, type Right } from './black-scholes.js';

/** What all options are priced from at one instant. */
export interface Surface {
  /** Middle of the stock's quotes, dollars. */
  readonly spot: number;
  /** At the money, per year. */
  readonly volatility: number;
}

const RATE = 0.04;
const DIVIDEND_YIELD = 0.012;
const SKEW = -0.06;
const CURVATURE = 0.02;

/** Volatility at the money: a tenth up or down as the market is lively or calm. */
export function atTheMoneyVolatility(annualVolatility: number, activity: Activity): number {
  return Math.max(0.03, annualVolatility * (1 + 0.12 * Math.max(-2, Math.min(3, activity.log))));
}

/** The smile: lower strikes dearer, both wings raised, by distance in standard deviations. */
function smileVolatility(surface: Surface, strike: number, years: number): number {
  const deviations = ln(strike / surface.spot) / (surface.volatility * Math.sqrt(years));
  const z = Math.max(-4, Math.min(4, deviations));
  return surface.volatility * (1 + SKEW * z + CURVATURE * z * z);
}

/** Price and greeks of an option on the surface, and the volatility they come from. */
export function valueOf(
  surface: Surface,
  right: Right,
  strike: number,
  years: number,
): OptionValue & { readonly impliedVolatility: number } {
  const volatility = smileVolatility(surface, strike, years);
  const value = blackScholes({
    right,
    strike,
    spot: surface.spot,
    years,
    volatility,
    rate: RATE,
    dividendYield: DIVIDEND_YIELD,
  });
  return { ...value, impliedVolatility: volatility };
}
