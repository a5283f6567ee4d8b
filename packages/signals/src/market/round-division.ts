/** numerator / denominator as a whole number, half up; both are above 0. Exact below 2^53. */
export function roundDivision(numerator: bigint, denominator: bigint): number {
  return Number((2n * numerator + denominator) / (2n * denominator));
}
