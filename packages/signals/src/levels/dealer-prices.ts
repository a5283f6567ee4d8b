import type { SessionNs } from '../session/engine-session.js';

/** What dealer flow knows of prices (`DealerFlow` in fuel/). Prices are nano-units. */
export interface DealerLevels {
  /** Strikes that had flow this session. */
  strikesWithFlow(): readonly number[];
  /** The call strike above or put strike below spot with the largest dealer gamma; null where none is a wall. */
  wall(right: 'C' | 'P', spotNanos: number): { readonly nanos: number } | null;
  /** The spot at which dealer gamma changes sign, nearest to this one; null where nothing says. */
  flip(spotNanos: number, tNs: SessionNs): number | null;
}

/** The prices that options give to the levels of one tick, nano-units; null and empty without options. */
export interface DealerPrices {
  readonly strikes: readonly number[];
  readonly callWall: number | null;
  readonly putWall: number | null;
  readonly flip: number | null;
}

/** Asks dealer flow once for a tick: the levels and the fuel of every row share the answer. */
export function dealerPrices(
  flow: DealerLevels | undefined,
  tNs: SessionNs,
  spotNanos: number,
): DealerPrices {
  if (flow === undefined) {
    return { strikes: [], callWall: null, putWall: null, flip: null };
  }
  const flip = flow.flip(spotNanos, tNs);
  return {
    strikes: flow.strikesWithFlow(),
    callWall: flow.wall('C', spotNanos)?.nanos ?? null,
    putWall: flow.wall('P', spotNanos)?.nanos ?? null,
    flip: flip === null ? null : Math.round(flip),
  };
}
