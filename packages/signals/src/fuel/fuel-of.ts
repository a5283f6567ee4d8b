import type { Direction } from '../levels/level.js';
import type { Fuel, FuelEffect, Right, Wall } from './fuel.js';
import { fromPico } from './pico.js';
import type { StrikeFlow, StrikeFlows } from './strike-flows.js';

/** Dealer gammas that mean something, in pico-shares per dollar, and how far beyond a level they count. */
export interface FuelBounds {
  readonly effectPico: bigint;
  readonly wallPico: bigint;
  readonly bandNanos: number;
}

/** The fuel of a level whose break goes up (RESISTANCE) or down (SUPPORT), of one expiry's flows. */
export function fuelOf(
  flows: StrikeFlows,
  expDate: string | null,
  hasGreeks: boolean,
  levelNanos: number,
  direction: Direction,
  bounds: FuelBounds,
): Fuel {
  const low = direction === 'SUPPORT' ? levelNanos - bounds.bandNanos : levelNanos;
  let net = 0n;
  let gross = 0n;
  let signed = 0;
  let unknown = 0;
  for (const { series } of flows.between(low, low + bounds.bandNanos)) {
    for (const each of series) {
      if (each.expDate === expDate) {
        net += each.dealerPico;
        gross += each.dealerPico < 0n ? -each.dealerPico : each.dealerPico;
        signed += each.signedPrints;
        unknown += each.unknownPrints;
      }
    }
  }
  if (expDate === null || (signed > 0 && signed === unknown)) {
    return { effect: 'NEUTRAL', netDealerGamma: null, confidence: 0 };
  }
  return {
    effect: effectOf(net, bounds.effectPico),
    netDealerGamma: fromPico(net),
    confidence: hasGreeks ? Math.min(1, fromPico(gross) / fromPico(bounds.wallPico)) : 0,
  };
}

function effectOf(netPico: bigint, boundPico: bigint): FuelEffect {
  if (netPico < -boundPico) {
    return 'AMPLIFY';
  }
  return netPico > boundPico ? 'DAMPEN' : 'NEUTRAL';
}

/**
 * The wall of calls at or above spot (where a level is RESISTANCE) or of puts below it (SUPPORT): the strike within
 * `bandNanos` with the largest dealer gamma over all expiries, at least `wallPico`; of equals the nearest.
 */
export function wallOf(
  flows: StrikeFlows,
  right: Right,
  spotNanos: number,
  bandNanos: number,
  wallPico: bigint,
): Wall | null {
  const isCall = right === 'C';
  const strikes = isCall
    ? flows.between(spotNanos, spotNanos + bandNanos)
    : flows.between(spotNanos - bandNanos, spotNanos);
  let best: StrikeFlow | undefined;
  let most = wallPico;
  for (const strike of strikes) {
    const pico = isCall ? strike.callPico : strike.putPico;
    // Calls come nearest first, puts nearest last.
    const isBetter = isCall && best !== undefined ? pico > most : pico >= most;
    if (isBetter && (isCall || strike.nanos < spotNanos)) {
      best = strike;
      most = pico;
    }
  }
  return best === undefined ? null : { nanos: best.nanos, gamma: fromPico(most) };
}
