/*
 * An independent source of truth: series in whole numbers of 10^-60, which round nothing that a double
 * could show.
 */
const DIGITS = 60;
const ONE = 10n ** BigInt(DIGITS);

/** The exact value of a double, in units of 10^-60 (cut off below). */
function fixed(x: number): bigint {
  let scale = 0;
  let scaled = Math.abs(x);
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    scale += 1;
  }
  const magnitude = (BigInt(scaled) * ONE) >> BigInt(scale);
  return x < 0 ? -magnitude : magnitude;
}

const over = (a: bigint, b: bigint): bigint => (a * ONE) / b;
const times = (a: bigint, b: bigint): bigint => (a * b) / ONE;

/** |actual − exact| ÷ |exact|, where exact is in units of 10^-60. */
export function relativeError(actual: number, exact: bigint): number {
  const difference = fixed(actual) - exact;
  return Math.abs(Number(over(difference, exact)) / Number(ONE));
}

/** |actual − exact|. */
export function absoluteError(actual: number, exact: bigint): number {
  return Math.abs(Number(fixed(actual) - exact) / Number(ONE));
}

/** e^x for −30 < x < 700. */
export function exactExponential(x: number): bigint {
  const halvings = 12n;
  const small = fixed(x) >> halvings;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = times(term, small) / n;
    sum += term;
  }
  for (let n = 0n; n < halvings; n += 1n) {
    sum = times(sum, sum);
  }
  return sum;
}

/** ln x for 0.1 < x < 10. */
export function exactLogarithm(x: number): bigint {
  const s = over(fixed(x) - ONE, fixed(x) + ONE);
  const square = times(s, s);
  let power = s;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return 2n * sum;
}

// π to 60 digits; √(2π) by Newton's integer square root.
const PI = 3141592653589793238462643383279502884197169399375105820974944n;
const ROOT_TWO_PI = integerRoot(((2n * PI * ONE) / 10n ** 60n) * ONE);

function integerRoot(square: bigint): bigint {
  let root = square;
  for (let next = (root + 1n) / 2n; next < root; next = (root + square / root) / 2n) {
    root = next;
  }
  return root;
}

/** Φ(x) for |x| ≤ 8: ½ + (x − x³/(2·3) + x⁵/(4·2!·5) − …)/√(2π). */
export function exactNormalCdf(x: number): bigint {
  const value = fixed(x);
  const square = times(value, value);
  let term = value;
  let sum = 0n;
  for (let n = 0n; term !== 0n; n += 1n) {
    sum += term / (2n * n + 1n);
    term = -times(term, square) / (2n * (n + 1n));
  }
  return ONE / 2n + over(sum, ROOT_TWO_PI);
}
