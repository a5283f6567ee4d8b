import type { EnrichedOptionTrade, GreeksSnapshot, OptionTrade } from '@assay/schemas';
import type { Ranked } from './generated.js';

/** What the join finds, trade by trade, and how often. */
export interface NaiveJoin {
  readonly rows: Ranked<EnrichedOptionTrade>[];
  readonly joined: number;
  readonly stale: number;
  readonly none: number;
}

/** The as-of join as a loop over every snapshot for every trade. */
export function naiveAsOf(
  trades: readonly Ranked<OptionTrade>[],
  greeks: readonly Ranked<GreeksSnapshot>[],
  toleranceNs: bigint,
): NaiveJoin {
  const counts = { joined: 0, stale: 0, none: 0 };
  const rows = trades.map((trade) => {
    let best: Ranked<GreeksSnapshot> | undefined;
    for (const snapshot of greeks) {
      const serves =
        snapshot.underlying === trade.underlying &&
        snapshot.option_symbol === trade.option_symbol &&
        snapshot.ts_event_ns <= trade.ts_event_ns;
      if (serves && (best === undefined || isGreater(snapshot, best))) {
        best = snapshot;
      }
    }
    const age = best === undefined ? undefined : trade.ts_event_ns - best.ts_event_ns;
    if (best === undefined || age === undefined || age > toleranceNs) {
      counts[best === undefined ? 'none' : 'stale'] += 1;
      return { ...trade, ...NOTHING };
    }
    counts.joined += 1;
    return {
      ...trade,
      greeks_snapshot_id: best.snapshot_id,
      delta: best.delta,
      gamma: best.gamma,
      delta_notional: best.delta * trade.size * 100,
      gamma_notional: best.gamma * trade.size * 100,
      join_age_ms: age / 1_000_000n,
    };
  });
  return { rows, ...counts };
}

const NOTHING = {
  greeks_snapshot_id: null,
  delta: null,
  gamma: null,
  delta_notional: null,
  gamma_notional: null,
  join_age_ms: null,
};

/** By (ts_event_ns, snapshot_id NULLS FIRST, `_ord`, source). */
function isGreater(a: Ranked<GreeksSnapshot>, b: Ranked<GreeksSnapshot>): boolean {
  if (a.ts_event_ns !== b.ts_event_ns) {
    return a.ts_event_ns > b.ts_event_ns;
  }
  if (a.snapshot_id !== b.snapshot_id) {
    return bytesOf(a.snapshot_id).compare(bytesOf(b.snapshot_id)) > 0;
  }
  return a._ord === b._ord ? a.source > b.source : a._ord > b._ord;
}

/** NULL is least, and less than empty text. */
function bytesOf(text: string | null): Buffer {
  return text === null ? Buffer.alloc(0) : Buffer.from(`!${text}`, 'utf8');
}
