import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { SortedWindow } from './sorted-window.js';

/** Price of the proxy ÷ price of the underlying. */
export interface Ratio {
  readonly value: number;
  /** A guess, since the two have not flowed together: rows say so in their note. */
  readonly isApproximate: boolean;
}

/** The ratio of ES to SPY by their construction, while nothing is known of the day's. */
const GUESS: Ratio = { value: 10, isApproximate: true };

/**
 * The ratio in use. A configured number is it. `auto` is the median of the last five minutes' samples, taken
 * at ticks at which both mids are fresh; of an even number of samples the lower of the middle two, so that it
 * is one that was seen. Samples are quotients of whole nano-units: IEEE 754 rounds a division in one way
 * everywhere, and a median adds nothing up.
 */
export class RatioTracker implements Stateful {
  private readonly configured: Ratio | undefined;
  private readonly windowNs: number;
  private readonly samples = new SortedWindow();
  private contractSymbol = '';

  constructor(ratio: 'auto' | number, { ratioMinutes }: { readonly ratioMinutes: number }) {
    this.configured = ratio === 'auto' ? undefined : { value: ratio, isApproximate: false };
    this.windowNs = Math.round(ratioMinutes * 60e9);
  }

  /** A session begins. */
  reset(): void {
    this.samples.reset();
    this.contractSymbol = '';
  }

  /** Names the contract whose mids come next: of another one, the samples before say nothing. */
  contract(symbol: string): void {
    if (symbol !== this.contractSymbol) {
      this.samples.reset();
      this.contractSymbol = symbol;
    }
  }

  /** A tick: fresh mids in nano-units, undefined where there is none. */
  sample(
    tNs: SessionNs,
    proxyMidNanos: number | undefined,
    underlyingMidNanos: number | undefined,
  ): void {
    this.samples.forget(tNs - this.windowNs);
    if (proxyMidNanos !== undefined && underlyingMidNanos !== undefined) {
      this.samples.push(tNs, proxyMidNanos / underlyingMidNanos);
    }
  }

  /** The ratio at the last sampled tick. */
  current(): Ratio {
    if (this.configured !== undefined) {
      return this.configured;
    }
    const value = this.samples.lowerMedian();
    return value === undefined ? GUESS : { value, isApproximate: false };
  }

  save(writer: StateWriter): void {
    this.samples.save(writer);
    writer.text(this.contractSymbol);
  }

  load(reader: StateReader): void {
    this.samples.load(reader);
    this.contractSymbol = reader.text();
  }
}
