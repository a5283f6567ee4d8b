import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { gammaFlip, type FlipTerms } from './gamma-flip.js';
import { yearsTo } from './option-expiries.js';
import type { StrikeFlow } from './strike-flows.js';

const NS_PER_SECOND = 1_000_000_000;
const NEVER = -1;

/** The gamma flip, computed once a second of event time: it costs more than the rest of a tick. */
export class FlipCache implements Stateful {
  private readonly bandNanos: number;
  /** The second of the session that it was computed in. */
  private second = NEVER;
  private nanos: number | null = null;

  constructor(bandNanos: number) {
    this.bandNanos = bandNanos;
  }

  reset(): void {
    this.second = NEVER;
    this.nanos = null;
  }

  at(spotNanos: number, tNs: SessionNs, strikes: readonly StrikeFlow[]): number | null {
    const second = Math.floor(tNs / NS_PER_SECOND);
    if (second !== this.second) {
      this.second = second;
      this.nanos = gammaFlip(spotNanos, this.bandNanos, flipTerms(strikes, tNs));
    }
    return this.nanos;
  }

  save(writer: StateWriter): void {
    writer.number(this.second);
    writer.number(this.nanos ?? NEVER);
  }

  load(reader: StateReader): void {
    this.second = reader.number();
    const nanos = reader.number();
    this.nanos = nanos === NEVER ? null : nanos;
  }
}

/**
 * The positions of dealers with a known volatility: of the latest greeks, else of a print's own quote.
 * Those without one are left out, as prints without a gamma are left out of flow.
 */
function flipTerms(strikes: readonly StrikeFlow[], tNs: SessionNs): FlipTerms {
  const strikeNanos: number[] = [];
  const dealers: number[] = [];
  const deviations: number[] = [];
  for (const strike of strikes) {
    for (const { greeks, printVolatility, customers, expiryNs } of strike.series) {
      const volatility = greeks.volatility > 0 ? greeks.volatility : printVolatility;
      if (volatility === 0 || customers === 0 || Number.isNaN(expiryNs)) {
        continue;
      }
      const deviation = volatility * Math.sqrt(yearsTo(expiryNs, tNs));
      const last = dealers.length - 1;
      if (last >= 0 && strikeNanos[last] === strike.nanos && deviations[last] === deviation) {
        // A call and a put of one expiry and one volatility have one gamma.
        dealers[last] -= customers;
        continue;
      }
      strikeNanos.push(strike.nanos);
      dealers.push(-customers);
      deviations.push(deviation);
    }
  }
  return { strikeNanos, dealers, deviations };
}
