/** What dealer flow could not use, this session. */
export interface FlowCounts {
  /** Prints used, those of the counts below among them. */
  readonly prints: number;
  /** Prints between the quotes or of an unknown side: they add nothing to flow. */
  readonly withoutSide: number;
  /** Prints with a side that had neither greeks nor a quote to compute a gamma from. */
  readonly withoutGamma: number;
  /** Prints with a side whose gamma was computed, as no greeks were published before them. */
  readonly computedGamma: number;
  /** Series whose expiry date has no session: they stop with the session before it. */
  readonly movedExpiries: number;
  /** Series that expire beyond the calendar: gammas as published count, nothing is computed. */
  readonly unknownExpiries: number;
  /** Rows that no market has. */
  readonly unusable: number;
}

export const COUNT_NAMES = [
  'prints',
  'withoutSide',
  'withoutGamma',
  'computedGamma',
  'movedExpiries',
  'unknownExpiries',
  'unusable',
] as const satisfies readonly (keyof FlowCounts)[];

export type MutableFlowCounts = { -readonly [Name in keyof FlowCounts]: number };

export function noFlowCounts(): MutableFlowCounts {
  return {
    prints: 0,
    withoutSide: 0,
    withoutGamma: 0,
    computedGamma: 0,
    movedExpiries: 0,
    unknownExpiries: 0,
    unusable: 0,
  };
}
