import type { LevelParameters } from '../config/level-parameters.js';
import { SignalsError } from '../errors.js';
import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { LevelSamples } from './level-samples.js';

const MINUTE_NS = 60_000_000_000;

/**
 * A number of each level against its own last half hour, sampled at the ticks of the grid: depth of
 * the zone (what is WEAK), volume of the zone (what is CONTESTED). Levels that were not sampled for
 * the whole window are forgotten.
 */
export class TrailingPercentile implements Stateful {
  private readonly gridNs: number;
  private readonly windowNs: number;
  private readonly enoughSamples: number;
  private readonly levels = new Map<string, LevelSamples>();

  constructor(
    parameters: Pick<LevelParameters, 'trailingMinutes' | 'trailingSamples'>,
    gridNs: number,
  ) {
    this.gridNs = gridNs;
    this.windowNs = parameters.trailingMinutes * MINUTE_NS;
    this.enoughSamples = parameters.trailingSamples;
  }

  /** Levels that have samples. */
  get size(): number {
    return this.levels.size;
  }

  /** A tick begins: forgets the samples of `(…, tNs − window]`. */
  advanceTo(tNs: SessionNs): void {
    const lastTick = Math.floor((tNs - this.windowNs) / this.gridNs);
    for (const [levelId, samples] of this.levels) {
      samples.forget(lastTick);
      if (samples.count === 0) {
        this.levels.delete(levelId);
      }
    }
  }

  /**
   * What the level is at this tick: a whole number, only where it is known. Once a tick, before the
   * percentiles of that tick, which count it. Throws `BAD_CALL` for a tick that is not after the last.
   */
  sample(levelId: string, tNs: SessionNs, value: number): void {
    const tick = Math.ceil(tNs / this.gridNs);
    let samples = this.levels.get(levelId);
    if (samples === undefined) {
      samples = new LevelSamples();
      this.levels.set(levelId, samples);
    }
    const newest = samples.newestTick;
    if (newest !== undefined && tick <= newest) {
      throw new SignalsError(
        'BAD_CALL',
        `${levelId}: expected a sample after tick ${newest}, was ${tick}: sample once a tick`,
      );
    }
    samples.push(tick, value);
  }

  /**
   * Nearest rank: the least sample that at least `percent` of the samples are not above. Null while
   * there are too few samples.
   *
   * @param percent a whole number from 1 to 100
   */
  percentile(levelId: string, percent: number): number | null {
    const samples = this.levels.get(levelId);
    if (samples === undefined || samples.count < this.enoughSamples) {
      return null;
    }
    return samples.ranked(Math.ceil((percent * samples.count) / 100));
  }

  reset(): void {
    this.levels.clear();
  }

  save(writer: StateWriter): void {
    writer.number(this.levels.size);
    for (const [levelId, samples] of this.levels) {
      writer.text(levelId);
      samples.save(writer);
    }
  }

  load(reader: StateReader): void {
    this.levels.clear();
    const count = reader.number();
    for (let index = 0; index < count; index += 1) {
      const samples = new LevelSamples();
      const levelId = reader.text();
      samples.load(reader);
      this.levels.set(levelId, samples);
    }
  }
}
