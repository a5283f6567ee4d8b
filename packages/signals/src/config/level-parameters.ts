/**
 * The engine's numbers. Prices are in units of the underlying (dollars of SPY, points of ES) unless it says
 * otherwise; sizes are contracts or shares.
 */
export interface LevelParameters {
  /** A level is scored while |spot − level| is at most this. */
  readonly monitorBand: number;
  /** A level is touched while |spot − level| is at most this. */
  readonly touchBand: number;
  /** Levels within this of spot are evaluated. */
  readonly evaluatedBand: number;
  /** Step and reach of the ROUND levels around spot. */
  readonly roundStep: number;
  readonly roundBand: number;
  /** Strikes with flow within this of spot are levels. */
  readonly strikeBand: number;
  /** Walls are looked for within this of spot. */
  readonly wallBand: number;
  /** How far beyond a level dealer gamma counts. */
  readonly fuelBand: number;
  /** Tape counts within this of a level. */
  readonly tapeBand: number;
  /** The velocity that scores in full, a second. */
  readonly velocityScale: number;
  /** Money in the proxy's prints that makes a sweep. */
  readonly sweepNotional: number;

  readonly barrierWindowSeconds: number;
  /** Book prices each side of a level, in ticks of the proxy. */
  readonly barrierZoneTicks: number;
  /** A book older than this says nothing. */
  readonly bookStaleSeconds: number;
  /** Depth and zone volume are compared with their own last so many minutes. */
  readonly trailingMinutes: number;
  /** Samples without which a trailing percentile says nothing. */
  readonly trailingSamples: number;
  /** Contracts that make barrier and tape confidence 1. */
  readonly confidenceContracts: number;

  readonly tapeWindowSeconds: number;
  readonly velocitySeconds: number;
  readonly sweepGapMs: number;

  /** Dealer gamma beyond which hedging amplifies (below −) or dampens (above +). */
  readonly effectGamma: number;
  /** Dealer gamma that a wall needs, and that makes fuel confidence 1. */
  readonly wallGamma: number;

  /** Time constant of the smoothed score. */
  readonly smoothingSeconds: number;
  readonly breakScore: number;
  readonly breakReleaseScore: number;
  readonly rejectScore: number;
  readonly rejectReleaseScore: number;
  readonly holdSeconds: number;
  readonly contestedLow: number;
  readonly contestedHigh: number;

  readonly quoteStaleSeconds: number;
  readonly tradeStaleSeconds: number;
  /** Window of the trailing median of an `auto` ratio. */
  readonly ratioMinutes: number;
}

const SHARED = {
  barrierWindowSeconds: 240,
  barrierZoneTicks: 8,
  bookStaleSeconds: 5,
  trailingMinutes: 30,
  trailingSamples: 120,
  confidenceContracts: 500,
  tapeWindowSeconds: 60,
  velocitySeconds: 3,
  sweepGapMs: 100,
  effectGamma: 10_000,
  wallGamma: 50_000,
  smoothingSeconds: 2,
  breakScore: 80,
  breakReleaseScore: 75,
  rejectScore: 20,
  rejectReleaseScore: 25,
  holdSeconds: 3,
  contestedLow: 30,
  contestedHigh: 70,
  quoteStaleSeconds: 5,
  tradeStaleSeconds: 60,
  ratioMinutes: 5,
} as const;

/** SPY, with ES as the proxy of its book and tape. */
export const SPY_PARAMETERS: LevelParameters = {
  ...SHARED,
  monitorBand: 0.25,
  touchBand: 0.1,
  evaluatedBand: 5,
  roundStep: 1,
  roundBand: 5,
  strikeBand: 5,
  wallBand: 10,
  fuelBand: 2,
  tapeBand: 0.5,
  velocityScale: 0.5,
  sweepNotional: 500_000,
};

/** ES alone, in points. */
export const ES_PARAMETERS: LevelParameters = {
  ...SHARED,
  monitorBand: 5,
  touchBand: 2,
  evaluatedBand: 50,
  roundStep: 10,
  roundBand: 50,
  strikeBand: 50,
  wallBand: 100,
  fuelBand: 15,
  tapeBand: 0.5,
  velocityScale: 5,
  sweepNotional: 10_000_000,
};
