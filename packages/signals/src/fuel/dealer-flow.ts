import type { LevelParameters } from '../config/level-parameters.js';
import type { Direction } from '../levels/level.js';
import type { EngineSession, SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { optionGamma } from './black-scholes.js';
import { COUNT_NAMES, noFlowCounts, type FlowCounts } from './flow-counts.js';
import { FlipCache } from './flip-cache.js';
import type { Fuel, Right, Wall } from './fuel.js';
import { fuelOf, wallOf, type FuelBounds } from './fuel-of.js';
import { impliedVolatility } from './implied-volatility.js';
import { LatestGreeks } from './latest-greeks.js';
import { OptionExpiries, yearsTo } from './option-expiries.js';
import { picoBound, picoOf } from './pico.js';
import { loadSeries, saveSeries } from './series-state.js';
import { StrikeFlows, type OptionSeries } from './strike-flows.js';

/** Shares of one contract. */
const SHARES = 100n;

type FuelParameters = Pick<LevelParameters, 'effectGamma' | 'wallGamma' | 'fuelBand' | 'wallBand'>;

/**
 * The option flow of a session and what dealers' hedging makes of it.
 *
 * The sign, stated here alone: dealers take the other side of every print with a side. A customer who buys
 * (aggressor +1) leaves them short that option's gamma, one who sells (−1) long, so that a print adds
 * −aggressor·size·gamma·100 to dealer gamma. Short dealers buy as price rises and sell as it falls.
 *
 * Greeks and prints come in total order, greeks before the prints of the same instant.
 */
export class DealerFlow implements Stateful {
  private readonly bounds: FuelBounds;
  private readonly wallBand: number;
  private readonly greeksOf = new LatestGreeks();
  private readonly expiries = new OptionExpiries();
  private readonly flows = new StrikeFlows();
  private readonly flips: FlipCache;
  private tally = noFlowCounts();
  private sessionDate = '';
  /** The least expiry date from the session's date on, of what printed; null before the first. */
  private nearestExpiry: string | null = null;
  private strikes: readonly number[] | undefined;

  constructor(parameters: FuelParameters) {
    this.bounds = {
      effectPico: picoBound(parameters.effectGamma),
      wallPico: picoBound(parameters.wallGamma),
      bandNanos: Math.round(parameters.fuelBand * 1e9),
    };
    this.wallBand = Math.round(parameters.wallBand * 1e9);
    this.flips = new FlipCache(this.wallBand);
  }

  /** A session begins: all flow and all greeks are forgotten. */
  reset(session: EngineSession): void {
    this.sessionDate = session.date;
    this.expiries.reset(session);
    this.greeksOf.reset();
    this.flows.reset();
    this.flips.reset();
    this.tally = noFlowCounts();
    this.nearestExpiry = null;
    this.strikes = undefined;
  }

  get counts(): FlowCounts {
    return this.tally;
  }

  /**
   * A snapshot of one option. `volatility` per year, NaN where it has none; `snapshotId` decides between
   * snapshots of one instant. A gamma that is no number is counted as unusable.
   */
  greeks(
    atNs: SessionNs,
    optionSymbol: string,
    gamma: number,
    volatility: number,
    snapshotId: string | null,
  ): void {
    if (Number.isFinite(picoOf(gamma))) {
      this.greeksOf.take(atNs, optionSymbol, gamma, volatility, snapshotId);
    } else {
      this.tally.unusable += 1;
    }
  }

  /**
   * A print. `bidNanos` and `askNanos` are the option's quote when it traded, `spotNanos` the underlying's price
   * then: NaN where unknown. One without a strike, a size or a date is counted as unusable.
   */
  trade(
    atNs: SessionNs,
    optionSymbol: string,
    expDate: string,
    strikeNanos: number,
    right: Right,
    size: number,
    aggressor: number,
    bidNanos: number,
    askNanos: number,
    spotNanos: number,
  ): void {
    const isUsable =
      strikeNanos > 0 && strikeNanos < Infinity && Number.isSafeInteger(size) && size > 0;
    const series = isUsable ? this.seriesOf(optionSymbol, strikeNanos, right, expDate) : undefined;
    if (series === undefined) {
      this.tally.unusable += 1;
      return;
    }
    this.tally.prints += 1;
    if (aggressor === 0) {
      this.tally.withoutSide += 1;
      return;
    }
    this.follow(series, optionSymbol);
    const gammaPico = this.gammaAt(series, atNs, bidNanos, askNanos, spotNanos);
    const customers = Math.sign(aggressor) * size;
    series.customers += customers;
    series.signedPrints += 1;
    if (series.signedPrints === 1) {
      this.strikes = undefined;
    }
    if (gammaPico === undefined) {
      series.unknownPrints += 1;
      this.tally.withoutGamma += 1;
    } else {
      this.flows.flow(series, -BigInt(customers) * BigInt(gammaPico) * SHARES);
    }
  }

  /** Strikes of which some option had a print with a side, ascending, nano-units. */
  strikesWithFlow(): readonly number[] {
    this.strikes ??= this.flows.all
      .filter(({ series }) => series.some(({ signedPrints }) => signedPrints > 0))
      .map(({ nanos }) => nanos);
    return this.strikes;
  }

  /** The call wall at or above spot, or the put wall below it, within `wallBand`; null where none is. */
  wall(right: Right, spotNanos: number): Wall | null {
    return wallOf(this.flows, right, spotNanos, this.wallBand, this.bounds.wallPico);
  }

  /**
   * The spot nearest to this one at which dealer gamma changes its sign, nano-units: computed at the first call
   * of each second of event time, and kept for the rest of it. Null where nothing says (see `gammaFlip`).
   */
  flip(spotNanos: number, tNs: SessionNs): number | null {
    return this.flips.at(spotNanos, tNs, this.flows.all);
  }

  /** The fuel beyond a level, on the side of its break: up for RESISTANCE, down for SUPPORT. */
  fuelOf(levelNanos: number, direction: Direction): Fuel {
    const { flows, nearestExpiry, bounds } = this;
    return fuelOf(flows, nearestExpiry, this.greeksOf.hasAny, levelNanos, direction, bounds);
  }

  save(writer: StateWriter): void {
    this.greeksOf.save(writer);
    this.flips.save(writer);
    for (const name of COUNT_NAMES) {
      writer.number(this.tally[name]);
    }
    saveSeries(writer, this.flows);
  }

  /** Takes state back, after `reset` to the session that it is of. */
  load(reader: StateReader): void {
    this.greeksOf.load(reader);
    this.flips.load(reader);
    for (const name of COUNT_NAMES) {
      this.tally[name] = reader.number();
    }
    this.flows.reset();
    this.nearestExpiry = null;
    this.strikes = undefined;
    for (const series of loadSeries(reader, this.greeksOf, this.expiries)) {
      this.flows.add(series);
      this.seeExpiry(series.expDate);
    }
  }

  /** Undefined where `expDate` is no date. */
  private seriesOf(
    symbol: string,
    strikeNanos: number,
    right: Right,
    expDate: string,
  ): OptionSeries | undefined {
    const known = this.flows.find(strikeNanos, right, expDate);
    const expiry = known === undefined ? this.expiries.of(expDate) : undefined;
    if (expiry === undefined) {
      return known;
    }
    this.tally.movedExpiries += expiry.isMoved ? 1 : 0;
    this.tally.unknownExpiries += Number.isNaN(expiry.atNs) ? 1 : 0;
    const series: OptionSeries = {
      strikeNanos,
      right,
      expDate,
      expiryNs: expiry.atNs,
      symbol,
      greeks: this.greeksOf.of(symbol),
      customers: 0,
      dealerPico: 0n,
      signedPrints: 0,
      unknownPrints: 0,
      printVolatility: 0,
    };
    this.flows.add(series);
    this.seeExpiry(expDate);
    return series;
  }

  private seeExpiry(expDate: string): void {
    const isNearer = this.nearestExpiry === null || expDate < this.nearestExpiry;
    if (expDate >= this.sessionDate && isNearer) {
      this.nearestExpiry = expDate;
    }
  }

  /** The series goes by the symbol of its latest print. */
  private follow(series: OptionSeries, symbol: string): void {
    if (series.symbol !== symbol) {
      series.symbol = symbol;
      series.greeks = this.greeksOf.of(symbol);
    }
  }

  /** The gamma of a print: as published, else computed from the middle of its own quote; else undefined. */
  private gammaAt(
    series: OptionSeries,
    atNs: SessionNs,
    bidNanos: number,
    askNanos: number,
    spotNanos: number,
  ): number | undefined {
    const { greeks, right, strikeNanos } = series;
    const isPublished = greeks.atNs !== -Infinity;
    if (isPublished && greeks.volatility > 0) {
      return greeks.gammaPico;
    }
    const years = yearsTo(series.expiryNs, atNs);
    const volatility = impliedVolatility(right, spotNanos, strikeNanos, bidNanos, askNanos, years);
    if (volatility > 0) {
      series.printVolatility = volatility;
    }
    if (isPublished) {
      return greeks.gammaPico;
    }
    if (volatility === 0) {
      return undefined;
    }
    this.tally.computedGamma += 1;
    const deviation = volatility * Math.sqrt(years);
    return picoOf(optionGamma(spotNanos / 1e9, strikeNanos / 1e9, deviation));
  }
}
