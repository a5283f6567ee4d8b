import type { ZoneFlows } from '../book/zone-flows.js';
import type { LevelParameters } from '../config/level-parameters.js';
import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { barrierOf } from './barrier-of.js';
import type { Barrier } from './barrier-state.js';
import { TrailingPercentile } from './trailing-percentile.js';

/** Depth below this percentile of its own is WEAK. */
const WEAK_PERCENT = 20;

/** Volume above this percentile of its own is busy. */
const BUSY_PERCENT = 90;

/** What a level's zone is, measured also against its own past. */
export interface ZoneVerdict {
  readonly barrier: Barrier;
  /**
   * Whether more was filled in the zone over the window than at nine ticks in ten of the trailing
   * half hour: what CONTESTED needs. False while there are too few samples.
   */
  readonly isZoneBusy: boolean;
}

/**
 * The defence of levels. At each tick: `advanceTo`, then `observe` of every level that is evaluated, then
 * `judge` of those that are scored. A level's past is its own whichever side defended it.
 */
export class LevelBarriers implements Stateful {
  private readonly parameters: LevelParameters;
  private readonly depths: TrailingPercentile;
  private readonly volumes: TrailingPercentile;

  constructor(parameters: LevelParameters, gridNs: number) {
    this.parameters = parameters;
    this.depths = new TrailingPercentile(parameters, gridNs);
    this.volumes = new TrailingPercentile(parameters, gridNs);
  }

  advanceTo(tNs: SessionNs): void {
    this.depths.advanceTo(tNs);
    this.volumes.advanceTo(tNs);
  }

  /** Samples the level's zone at this tick; an unknown zone is no sample. */
  observe(levelId: string, tNs: SessionNs, zone: ZoneFlows): void {
    if (!zone.isUnknown) {
      this.depths.sample(levelId, tNs, zone.depth);
      this.volumes.sample(levelId, tNs, zone.filled);
    }
  }

  judge(levelId: string, zone: ZoneFlows): ZoneVerdict {
    const weakDepth = this.depths.percentile(levelId, WEAK_PERCENT);
    const busyVolume = this.volumes.percentile(levelId, BUSY_PERCENT);
    return {
      barrier: barrierOf(zone, weakDepth, this.parameters),
      isZoneBusy: !zone.isUnknown && busyVolume !== null && zone.filled > busyVolume,
    };
  }

  reset(): void {
    this.depths.reset();
    this.volumes.reset();
  }

  save(writer: StateWriter): void {
    this.depths.save(writer);
    this.volumes.save(writer);
  }

  load(reader: StateReader): void {
    this.depths.load(reader);
    this.volumes.load(reader);
  }
}
