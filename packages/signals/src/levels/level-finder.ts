import type { LevelParameters } from '../config/level-parameters.js';
import type { UnderlyingTape } from '../market/underlying-tape.js';
import type { SessionNs } from '../session/engine-session.js';
import type { DealerPrices } from './dealer-prices.js';
import { FixedLevels } from './fixed-levels.js';
import { IdOrder } from './id-order.js';
import type { Level, LevelKind } from './level.js';
import { tapeLevels } from './tape-levels.js';

type FinderParameters = Pick<
  LevelParameters,
  'evaluatedBand' | 'roundStep' | 'roundBand' | 'strikeBand'
>;

/** Finds the levels around spot. It keeps nothing from tick to tick but names and their order. */
export class LevelFinder {
  private readonly evaluatedBand: number;
  private readonly roundStep: number;
  private readonly roundBand: number;
  private readonly strikeBand: number;
  private readonly rounds = new FixedLevels('ROUND');
  private readonly strikes = new FixedLevels('STRIKE');
  private readonly hotzones: readonly Level[];
  private readonly order = new IdOrder();

  /** `hotzones`: prices of USER_HOTZONE levels, in units of the underlying. */
  constructor(parameters: FinderParameters, hotzones: readonly number[]) {
    this.evaluatedBand = nanosOf(parameters.evaluatedBand);
    this.roundStep = nanosOf(parameters.roundStep);
    this.roundBand = nanosOf(parameters.roundBand);
    this.strikeBand = nanosOf(parameters.strikeBand);
    const zones = new FixedLevels('USER_HOTZONE');
    this.hotzones = [...new Set(hotzones.map(nanosOf))].map((nanos) => zones.at(nanos));
  }

  /** The levels at most the evaluated band from spot, by id. */
  levelsAt(
    tNs: SessionNs,
    spotNanos: number,
    tape: UnderlyingTape,
    dealers: DealerPrices,
  ): Level[] {
    const found = [
      ...tapeLevels(tNs, tape),
      ...this.hotzones,
      ...this.roundLevels(spotNanos),
      ...dealers.strikes
        .filter((nanos) => Math.abs(nanos - spotNanos) <= this.strikeBand)
        .map((nanos) => this.strikes.at(nanos)),
      ...singleLevels(dealers),
    ];
    return this.order.sorted(
      found.filter(({ nanos }) => Math.abs(nanos - spotNanos) <= this.evaluatedBand),
    );
  }

  /** Every multiple of the step above 0 that the band reaches. */
  private roundLevels(spotNanos: number): Level[] {
    const first = Math.max(1, Math.ceil((spotNanos - this.roundBand) / this.roundStep));
    const last = Math.floor((spotNanos + this.roundBand) / this.roundStep);
    const levels: Level[] = [];
    for (let multiple = first; multiple <= last; multiple += 1) {
      levels.push(this.rounds.at(multiple * this.roundStep));
    }
    return levels;
  }
}

/** The kinds of which options give one each. */
function singleLevels({ callWall, putWall, flip }: DealerPrices): Level[] {
  const found: readonly (readonly [LevelKind, number | null])[] = [
    ['CALL_WALL', callWall],
    ['PUT_WALL', putWall],
    ['GAMMA_FLIP', flip],
  ];
  const levels: Level[] = [];
  for (const [kind, nanos] of found) {
    if (nanos !== null) {
      levels.push({ id: kind, kind, nanos, isRunning: false, isNew: false });
    }
  }
  return levels;
}

/** Whole nano-units of a price or a distance. */
function nanosOf(price: number): number {
  return Math.round(price * 1e9);
}
