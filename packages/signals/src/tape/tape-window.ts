import type { LevelParameters } from '../config/level-parameters.js';
import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import type { Aggressor } from './aggressor-rule.js';
import { PriceSlope } from './price-slope.js';
import { PriceVolumes, type TapeVolumes } from './price-volumes.js';
import { SweepFinder, type Sweep } from './sweep-finder.js';

/**
 * What the proxy's prints of the last while say of any price. Prints come in total order, each once; then `advanceTo(T)`,
 * after which every answer is of the prints in the half-open window (T − window, T].
 */
export class TapeWindow implements Stateful {
  private readonly volumesByPrice: PriceVolumes;
  private readonly priceSlope: PriceSlope;
  private readonly sweeps: SweepFinder;

  constructor(
    parameters: LevelParameters,
    contract: { readonly tickSize: number; readonly multiplier: number },
  ) {
    const windowNs = parameters.tapeWindowSeconds * 1e9;
    this.volumesByPrice = new PriceVolumes(windowNs);
    this.priceSlope = new PriceSlope(parameters.velocitySeconds * 1e9);
    this.sweeps = new SweepFinder({
      gapNs: parameters.sweepGapMs * 1e6,
      windowNs,
      notional: parameters.sweepNotional,
      dollarsPerTick: contract.tickSize * contract.multiplier,
    });
  }

  /** A print at a whole number of ticks; `side` as `AggressorRule` gives it. */
  print(atNs: SessionNs, ticks: number, size: number, side: Aggressor): void {
    this.volumesByPrice.print(atNs, ticks, size, side);
    this.priceSlope.print(atNs, ticks);
    this.sweeps.print(atNs, ticks, size, side);
  }

  advanceTo(tNs: SessionNs): void {
    this.volumesByPrice.advanceTo(tNs);
    this.priceSlope.advanceTo(tNs);
    this.sweeps.advanceTo(tNs);
  }

  /** Contracts bought and sold at prices from `lowTicks` to `highTicks`, both included. */
  volumes(lowTicks: number, highTicks: number): TapeVolumes {
    return this.volumesByPrice.between(lowTicks, highTicks);
  }

  /** Ticks of the proxy a second; null while there are prints at fewer than two instants. */
  velocity(): number | null {
    return this.priceSlope.slope();
  }

  /** The latest sweep with a print at a price from `lowTicks` to `highTicks`; undefined without one. */
  sweep(lowTicks: number, highTicks: number): Sweep | undefined {
    return this.sweeps.latest(lowTicks, highTicks);
  }

  reset(): void {
    this.volumesByPrice.reset();
    this.priceSlope.reset();
    this.sweeps.reset();
  }

  save(writer: StateWriter): void {
    this.volumesByPrice.save(writer);
    this.priceSlope.save(writer);
    this.sweeps.save(writer);
  }

  load(reader: StateReader): void {
    this.volumesByPrice.load(reader);
    this.priceSlope.load(reader);
    this.sweeps.load(reader);
  }
}
