import { UNKNOWN_BARRIER } from '../barrier/barrier-of.js';
import type { Barrier } from '../barrier/barrier-state.js';
import type { ZoneFlows } from '../book/zone-flows.js';
import type { LevelParameters } from '../config/level-parameters.js';
import type { Direction, Level } from '../levels/level.js';
import type { SessionNs } from '../session/engine-session.js';
import type { TapeVolumes } from '../tape/price-volumes.js';
import type { Sweep } from '../tape/sweep-finder.js';
import { imbalanceOf, tapeConfidence } from '../tape/tape-measures.js';
import type { ProxyParts } from './engine-parts.js';

/** What the proxy's tape says of a level; null all through where there is no tape. */
export interface LevelTape {
  readonly volumes: TapeVolumes | null;
  readonly imbalance: number | null;
  /** Units of the underlying a second. */
  readonly velocity: number | null;
  readonly sweep: Sweep | undefined;
  readonly confidence: number;
}

/** What the proxy says of a level. */
export interface ProxyReading {
  readonly barrier: Barrier;
  readonly isZoneBusy: boolean;
  readonly tape: LevelTape;
}

const NO_TAPE: LevelTape = {
  volumes: null,
  imbalance: null,
  velocity: null,
  sweep: undefined,
  confidence: 0,
};

/** Where nothing feeds the engine's book and tape. */
export const NO_PROXY_READING: ProxyReading = {
  barrier: UNKNOWN_BARRIER,
  isZoneBusy: false,
  tape: NO_TAPE,
};

/** Reads the proxy's book and tape around levels, whose prices are the underlying's. */
export class ProxyReader {
  private readonly parameters: LevelParameters;
  private readonly proxy: ProxyParts;
  private readonly bandNanos: number;

  constructor(parameters: LevelParameters, proxy: ProxyParts) {
    this.parameters = parameters;
    this.proxy = proxy;
    this.bandNanos = Math.round(parameters.tapeBand * 1e9);
  }

  /** The book around a level, on the side that defends it. */
  zone({ nanos }: Level, direction: Direction): ZoneFlows {
    const side = direction === 'SUPPORT' ? 'bid' : 'ask';
    return this.proxy.book.zone(side, Math.round(this.ticksOf(nanos)));
  }

  /** Every level that is evaluated adds to its own half hour at each tick. */
  observe(level: Level, direction: Direction, tNs: SessionNs): ZoneFlows {
    const zone = this.zone(level, direction);
    this.proxy.barriers.observe(level.id, tNs, zone);
    return zone;
  }

  read(level: Level, zone: ZoneFlows): ProxyReading {
    const { barrier, isZoneBusy } = this.proxy.barriers.judge(level.id, zone);
    return { barrier, isZoneBusy, tape: this.tapeAt(level) };
  }

  private tapeAt({ nanos }: Level): LevelTape {
    const { tape, tickNanos, ratio, aggressors } = this.proxy;
    if (!aggressors.hasPrints) {
      return NO_TAPE;
    }
    const low = Math.ceil(this.ticksOf(nanos - this.bandNanos));
    const high = Math.floor(this.ticksOf(nanos + this.bandNanos));
    const volumes = tape.volumes(low, high);
    const velocity = tape.velocity();
    return {
      volumes,
      imbalance: imbalanceOf(volumes),
      velocity: velocity === null ? null : (velocity * tickNanos) / 1e9 / ratio.current().value,
      sweep: tape.sweep(low, high),
      confidence: tapeConfidence(volumes, this.parameters.confidenceContracts),
    };
  }

  /** The proxy's price, in ticks, that stands for a price of the underlying. */
  private ticksOf(nanos: number): number {
    return (nanos * this.proxy.ratio.current().value) / this.proxy.tickNanos;
  }
}
