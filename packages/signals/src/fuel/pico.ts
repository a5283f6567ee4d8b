/*
 * Gammas are float64; sums of them would depend on their order. A gamma is rounded once, when it comes in, to
 * whole pico-units (gamma · 1e12); from there on everything is whole: flows are bigint, exact in any order.
 */

/** A gamma in whole pico-units. */
export function picoOf(gamma: number): number {
  // + 0 turns a rounded −0 into 0: both are the same gamma and must be the same bytes.
  return Math.round(gamma * 1e12) + 0;
}

/** A bound of configuration (a millionth is its least step) in pico-units. */
export function picoBound(value: number): bigint {
  return BigInt(Math.round(value * 1e6)) * 1_000_000n;
}

/** The float64 of a sum in pico-units, for an output. */
export function fromPico(pico: bigint): number {
  return Number(pico) / 1e12;
}
