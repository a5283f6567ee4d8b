import { exponential } from '../math/exponential.js';
import { logarithm } from '../math/logarithm.js';
import { gammaProfile, NEGLIGIBLE } from './gamma-profile.js';

/** Steps of the grid from spot to the end of the range, each way. */
const STEPS = 200;
/** Halvings of a step: from 5 cents (SPY) to half a hundredth of a cent. */
const HALVINGS = 10;

/** Options that hold a position of dealers, as γ·S depends on them. */
export interface FlipTerms {
  readonly strikeNanos: readonly number[];
  /** qᵢ ÷ 100: −Σ aggressor·size, contracts. */
  readonly dealers: readonly number[];
  /** σ·√T. */
  readonly deviations: readonly number[];
}

/**
 * The spot S* nearest to this one at which Σ qᵢ·γᵢ(S*) changes its sign, nano-units; null where it does not
 * within ±`bandNanos`; of two as near the lower. γᵢ(S) = φ(d₁)/(S·σᵢ√Tᵢ) with the volatilities and times of now.
 *
 * It looks along ln S, on 401 even points around ln(spot), from ln(spot) − band/spot to ln(spot) + band/spot
 * (0.05 apart at the SPY's ±10), and halves the nearest steps between whose ends the sum changes its sign. Two
 * changes within one step cancel and are not seen; nor is one where there is no gamma to speak of, below
 * 3e-18 of what there would be were every option at its peak.
 */
export function gammaFlip(spotNanos: number, bandNanos: number, terms: FlipTerms): number | null {
  const count = terms.dealers.length;
  if (count === 0 || !(spotNanos > 0)) {
    return null;
  }
  // γᵢ(S)·S is a bell over ln S, of width σ√T about ln K − σ²T/2: the factor S has no part in the sign.
  const centres = new Float64Array(count);
  const heights = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const deviation = terms.deviations[index];
    centres[index] = logarithm(terms.strikeNanos[index] / spotNanos) - (deviation * deviation) / 2;
    heights[index] = terms.dealers[index] / deviation;
  }
  const step = bandNanos / spotNanos / STEPS;
  const profile = gammaProfile(centres, terms.deviations, heights, step, STEPS);
  const least = NEGLIGIBLE * heights.reduce((sum, height) => sum + Math.abs(height), 0);
  const sumAt = (offset: number): number => {
    let sum = 0;
    for (let index = 0; index < count; index += 1) {
      const z = (offset - centres[index]) / terms.deviations[index];
      sum += heights[index] * exponential((-z * z) / 2);
    }
    return sum;
  };
  const rootOf = (change: SignChange | undefined): number | undefined => {
    if (change === undefined) {
      return undefined;
    }
    const low = (change.from - STEPS) * step;
    const high = (change.to - STEPS) * step;
    return spotNanos * exponential(halve(sumAt, low, high, profile[change.from]));
  };
  const { below, above } = signChanges(profile, least);
  return nearest(spotNanos, rootOf(below), rootOf(above));
}

interface SignChange {
  readonly from: number;
  readonly to: number;
}

/**
 * The last change that begins below the middle and the first that begins at or above it. One point of at most
 * `least` between two signs is a root met exactly; a stretch of them is a place without gamma, across which
 * nothing changes. What the profile leaves out is less than that, so that every sign here is the sum's.
 */
function signChanges(
  profile: Float64Array,
  least: number,
): { readonly below: SignChange | undefined; readonly above: SignChange | undefined } {
  const middle = (profile.length - 1) / 2;
  let below: SignChange | undefined;
  let from = -2;
  for (let to = 0; to < profile.length; to += 1) {
    if (Math.abs(profile[to]) <= least) {
      continue;
    }
    if (from >= 0 && to - from <= 2 && profile[from] < 0 !== profile[to] < 0) {
      if (from >= middle) {
        return { below, above: { from, to } };
      }
      below = { from, to };
    }
    from = to;
  }
  return { below, above: undefined };
}

/** The offset between two at which `at` no longer has the sign of `atLow`. */
function halve(at: (offset: number) => number, from: number, to: number, atLow: number): number {
  let low = from;
  let high = to;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    const value = at(middle);
    if (value !== 0 && value < 0 === atLow < 0) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return (low + high) / 2;
}

function nearest(
  spotNanos: number,
  below: number | undefined,
  above: number | undefined,
): number | null {
  if (below === undefined || above === undefined) {
    const only = below ?? above;
    return only === undefined ? null : Math.round(only);
  }
  return Math.round(spotNanos - below <= above - spotNanos ? below : above);
}
