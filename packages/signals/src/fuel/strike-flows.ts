import type { SessionNs } from '../session/engine-session.js';
import type { Right } from './fuel.js';
import type { OptionGreeks } from './latest-greeks.js';

/** What traded in one (strike, right, expiry) since the session began. */
export interface OptionSeries {
  readonly strikeNanos: number;
  readonly right: Right;
  /** `YYYY-MM-DD`. */
  readonly expDate: string;
  /** NaN where the calendar does not reach. */
  readonly expiryNs: SessionNs;
  /** The symbol of the latest print, and its greeks. */
  symbol: string;
  greeks: OptionGreeks;
  /** Σ aggressor · size: what customers hold more than before, contracts. */
  customers: number;
  /** Dealer gamma flow, pico-shares per dollar. */
  dealerPico: bigint;
  /** Prints with a side, and those of them whose gamma is unknown. */
  signedPrints: number;
  unknownPrints: number;
  /**
   * Per year, implied by the middle of the quote of the latest print that came without a published one and
   * had such a quote; 0: none did.
   */
  printVolatility: number;
}

/** One strike: its series by expiry and right, and its dealer gamma over all expiries. */
export interface StrikeFlow {
  readonly nanos: number;
  readonly series: OptionSeries[];
  callPico: bigint;
  putPico: bigint;
}

/** The flows of a session by strike, ascending. */
export class StrikeFlows {
  private readonly byNanos = new Map<number, StrikeFlow>();
  private readonly ascending: StrikeFlow[] = [];

  reset(): void {
    this.byNanos.clear();
    this.ascending.length = 0;
  }

  get all(): readonly StrikeFlow[] {
    return this.ascending;
  }

  find(strikeNanos: number, right: Right, expDate: string): OptionSeries | undefined {
    const series = this.byNanos.get(strikeNanos)?.series;
    return series?.find((each) => each.right === right && each.expDate === expDate);
  }

  /** Takes a series that `find` does not know, with what it has summed. */
  add(series: OptionSeries): void {
    const strike = this.strikeOf(series.strikeNanos);
    strike.series.splice(
      firstIndex(strike.series, (each) => comesAfter(each, series)),
      0,
      series,
    );
    addTo(strike, series.right, series.dealerPico);
  }

  /** Adds a print's dealer gamma to its series and its strike. */
  flow(series: OptionSeries, dealerPico: bigint): void {
    series.dealerPico += dealerPico;
    addTo(this.strikeOf(series.strikeNanos), series.right, dealerPico);
  }

  /** The strikes of `[lowNanos, highNanos]`, ascending. */
  between(lowNanos: number, highNanos: number): readonly StrikeFlow[] {
    return this.ascending.slice(
      firstIndex(this.ascending, ({ nanos }) => nanos >= lowNanos),
      firstIndex(this.ascending, ({ nanos }) => nanos > highNanos),
    );
  }

  private strikeOf(nanos: number): StrikeFlow {
    const known = this.byNanos.get(nanos);
    if (known !== undefined) {
      return known;
    }
    const strike = { nanos, series: [], callPico: 0n, putPico: 0n };
    this.byNanos.set(nanos, strike);
    this.ascending.splice(
      firstIndex(this.ascending, (each) => each.nanos > nanos),
      0,
      strike,
    );
    return strike;
  }
}

function addTo(strike: StrikeFlow, right: Right, pico: bigint): void {
  if (right === 'C') {
    strike.callPico += pico;
  } else {
    strike.putPico += pico;
  }
}

function comesAfter(one: OptionSeries, other: OptionSeries): boolean {
  return one.expDate === other.expDate ? one.right > other.right : one.expDate > other.expDate;
}

/** The index of the first item for which `holds` is true; it is false up to there and true after. */
function firstIndex<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle])) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
