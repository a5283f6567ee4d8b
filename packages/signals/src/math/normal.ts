import { exponential } from './exponential.js';

// Hart (1968), algorithm 5666, as given by West (2005), "Better approximations to cumulative normal
// functions", Wilmott 9.
const HART_OVER = [
  220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165,
  0.700383064443688, 3.52624965998911e-2,
] as const;
const HART_UNDER = [
  440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461,
  16.064177579207, 1.75566716318264, 8.83883476483184e-2,
] as const;
const HART_REACH = 7.07106781186547;
const SQRT_TWO_PI = 2.5066282746310002;

/** c[0] + c[1]·x + c[2]·x² + … */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let n = coefficients.length - 1; n >= 0; n -= 1) {
    sum = sum * x + coefficients[n];
  }
  return sum;
}

/**
 * Φ(x), the probability that a standard normal variable is below x: absolute error below 1e-15, relative
 * error below 5e-9 down to Φ(−7); 0 and 1 beyond ±37.
 */
export function normalCdf(x: number): number {
  const distance = Math.abs(x);
  if (distance > 37) {
    return x < 0 ? 0 : 1;
  }
  const bell = exponential((-distance * distance) / 2);
  let tail: number;
  if (distance < HART_REACH) {
    tail = (bell * polynomial(HART_OVER, distance)) / polynomial(HART_UNDER, distance);
  } else {
    const fraction =
      distance + 1 / (distance + 2 / (distance + 3 / (distance + 4 / (distance + 0.65))));
    tail = bell / fraction / SQRT_TWO_PI;
  }
  return x > 0 ? 1 - tail : tail;
}

/** The density of the standard normal distribution: relative error below 1e-15·(1 + x²). */
export function normalDensity(x: number): number {
  return exponential((-x * x) / 2) / SQRT_TWO_PI;
}
