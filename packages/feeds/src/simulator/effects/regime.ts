import { chance, pick, type RandomState } from '../random.js';

/** The spell that the market is in; JSON-safe. */
export interface RegimeState {
  name: RegimeName;
  /** −1, 0 or +1. */
  drift: number;
}

export type RegimeName = 'quiet' | 'trending' | 'volatile';

interface Regime {
  readonly name: RegimeName;
  /** Share of time; the shares sum to 1. */
  readonly share: number;
  /** Factor of the price's deviation; over all regimes the mean variance is 1. */
  readonly deviation: number;
  /** Factor of event rates; the mean is 1. */
  readonly rate: number;
  /** Drift in deviations of a second, per second. */
  readonly drift: number;
}

const REGIMES: Readonly<Record<RegimeName, Regime>> = {
  quiet: { name: 'quiet', share: 0.45, deviation: 0.55, rate: 0.75, drift: 0 },
  trending: { name: 'trending', share: 0.3, deviation: 0.95, rate: 1.05, drift: 0.025 },
  volatile: { name: 'volatile', share: 0.25, deviation: 1.54, rate: 1.39, drift: 0 },
};
const DRAWS = Object.values(REGIMES).map((value) => ({ value, weight: value.share }));

/** Once a second: perhaps another spell begins. True when it does. */
export function advanceRegime(
  regime: RegimeState,
  meanMinutes: number,
  random: RandomState,
): boolean {
  if (!chance(random, 1 / (60 * meanMinutes))) {
    return false;
  }
  drawRegime(regime, random);
  return true;
}

/** Another spell, whatever the present one; in the long run each has its share of the time. */
export function drawRegime(regime: RegimeState, random: RandomState): void {
  const next = pick(random, DRAWS);
  regime.name = next.name;
  regime.drift = next.drift === 0 ? 0 : chance(random, 0.5) ? 1 : -1;
}

/** What a spell does, at a strength from 0 (nothing) to 1. */
export function regimeFactors(
  regime: RegimeState,
  strength: number,
): { readonly deviation: number; readonly rate: number; readonly drift: number } {
  const { deviation, rate, drift } = REGIMES[regime.name];
  return {
    deviation: 1 + strength * (deviation - 1),
    rate: 1 + strength * (rate - 1),
    drift: strength * drift * regime.drift,
  };
}
