/** C call, P put. */
export type Right = 'C' | 'P';

/** What dealers' hedging does to a move: it goes with it, against it, or neither. */
export type FuelEffect = 'AMPLIFY' | 'NEUTRAL' | 'DAMPEN';

/** The option flow on the far side of a level. */
export interface Fuel {
  readonly effect: FuelEffect;
  /**
   * Shares that dealers' hedges change by for a dollar of the underlying, over the strikes from the level to
   * `fuelBand` beyond it, nearest expiry of the session. Null where no option traded, or where none of the signed
   * prints of those strikes has a gamma.
   */
  readonly netDealerGamma: number | null;
  /** 0 … 1. 0 while no greeks were published. */
  readonly confidence: number;
}

/** The strike where dealers hold the most gamma. */
export interface Wall {
  /** The strike, nano-units. */
  readonly nanos: number;
  /** Shares per dollar of the underlying, over all expiries. */
  readonly gamma: number;
}
