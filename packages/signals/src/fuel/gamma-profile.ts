import { exponential } from '../math/exponential.js';

/** A bell is left out where it falls below this part of its height: 9 deviations out. */
export const NEGLIGIBLE = 2.6e-18;

/**
 * Σ heightᵢ·e^(−((x − centreᵢ)/widthᵢ)²/2) at x = −steps·step … +steps·step. On an even grid the ratio of
 * neighbours on a bell itself changes by a constant factor, so that a point costs two multiplications.
 */
export function gammaProfile(
  centres: ArrayLike<number>,
  widths: ArrayLike<number>,
  heights: ArrayLike<number>,
  step: number,
  steps: number,
): Float64Array {
  const sums = new Float64Array(2 * steps + 1);
  for (let index = 0; index < centres.length; index += 1) {
    // From the point nearest to the centre both ways, so that nothing grows: errors die out with the bell.
    const start = Math.max(-steps, Math.min(steps, Math.round(centres[index] / step)));
    const z = (start * step - centres[index]) / widths[index];
    const delta = step / widths[index];
    const peak = exponential((-z * z) / 2);
    const factor = exponential(-delta * delta);
    const height = heights[index];
    let bell = peak;
    let ratio = exponential(-z * delta - (delta * delta) / 2);
    for (let at = start + steps; at <= 2 * steps && bell >= NEGLIGIBLE; at += 1) {
      sums[at] += height * bell;
      bell *= ratio;
      ratio *= factor;
    }
    ratio = exponential(z * delta - (delta * delta) / 2);
    bell = peak * ratio;
    for (let at = start + steps - 1; at >= 0 && bell >= NEGLIGIBLE; at -= 1) {
      ratio *= factor;
      sums[at] += height * bell;
      bell *= ratio;
    }
  }
  return sums;
}
