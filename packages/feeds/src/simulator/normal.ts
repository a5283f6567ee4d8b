import { exp, ln } from './elementary.js';

/** c[0] + c[1]·x + c[2]·x² + … */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let n = coefficients.length - 1; n >= 0; n -= 1) {
    sum = sum * x + coefficients[n];
  }
  return sum;
}

// Wichura (1988), "Algorithm AS 241: The Percentage Points of the Normal Distribution", PPND16.
const CENTRE_OVER = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
  45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
] as const;
const CENTRE_UNDER = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
  39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
] as const;
const FLANK_OVER = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
  1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833,
  7.7454501427834140764e-4,
] as const;
const FLANK_UNDER = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
  0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
] as const;
const TAIL_OVER = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
  0.026532189526576123093, 1.2426609473880784386e-3, 2.71155556874348757815e-5,
  2.01033439929228813265e-7,
] as const;
const TAIL_UNDER = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
  7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
  2.04426310338993978564e-15,
] as const;

/** The x with Φ(x) = p, for 0 < p < 1; relative error about 1e-16. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_OVER, r)) / polynomial(CENTRE_UNDER, r);
  }
  const r = Math.sqrt(-ln(q < 0 ? p : 1 - p));
  const x =
    r <= 5
      ? polynomial(FLANK_OVER, r - 1.6) / polynomial(FLANK_UNDER, r - 1.6)
      : polynomial(TAIL_OVER, r - 5) / polynomial(TAIL_UNDER, r - 5);
  return q < 0 ? -x : x;
}

// Hart (1968) algorithm 5666, as given by West (2005), "Better approximations to cumulative normal
// functions".
const HART_OVER = [
  220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165,
  0.700383064443688, 3.52624965998911e-2,
] as const;
const HART_UNDER = [
  440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461,
  16.064177579207, 1.75566716318264, 8.83883476483184e-2,
] as const;
const SQRT_TWO_PI = 2.5066282746310002;

/** Φ(x): the probability that a standard normal variable is below x; absolute error about 1e-15. */
export function normalCdf(x: number): number {
  const distance = Math.abs(x);
  if (distance > 37) {
    return x < 0 ? 0 : 1;
  }
  const bell = exp((-distance * distance) / 2);
  let tail: number;
  if (distance < 7.07106781186547) {
    tail = (bell * polynomial(HART_OVER, distance)) / polynomial(HART_UNDER, distance);
  } else {
    const fraction =
      distance + 1 / (distance + 2 / (distance + 3 / (distance + 4 / (distance + 0.65))));
    tail = bell / fraction / SQRT_TWO_PI;
  }
  return x > 0 ? 1 - tail : tail;
}

/** The density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return exp((-x * x) / 2) / SQRT_TWO_PI;
}
