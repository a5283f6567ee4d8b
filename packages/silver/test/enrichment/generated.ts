import { int32, type GreeksSnapshot, type OptionTrade } from '@assay/schemas';
import fc from 'fast-check';

/** A row of a de-duplicated dataset: what Silver adds is its rank. */
export type Ranked<Row> = Row & { readonly _ord: number };

export const ordinal = int32('_ord', 'rank among rows that are otherwise equal in order');

/** 2025-12-16T14:00:00Z. */
export const HOUR_NS = 1_765_893_600_000_000_000n;
/** Short, so that a few instants of a stream are on both sides of it. */
export const TOLERANCE_NS = 1_000n;

/**
 * Few instants, at the boundaries of the tolerance and far apart, of few options: so that snapshots tie,
 * and trades find some.
 */
const instant = fc
  .tuple(
    fc.constantFrom(0n, 1_000n, 2_000n, 50_000n, 3_599_999_999_000n),
    fc.constantFrom(0n, 0n, 1n),
  )
  .map(([base, offset]) => HOUR_NS + base + offset);

const underlying = fc.constantFrom('SPY', 'SPY', 'SPY', 'QQQ');
const option = fc.constantFrom('C100', 'C100', 'P100');
const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });

export const tradeArbitrary: fc.Arbitrary<OptionTrade> = fc
  .record({
    ts_event_ns: instant,
    source: fc.constantFrom('OPRA', 'SIM'),
    underlying,
    option_symbol: option,
    price: fc.constantFrom(0, 0.05, 1.25),
    size: fc.constantFrom(1, 3, 2_147_483_647),
    seq: fc.option(fc.bigInt(0n, 3n)),
  })
  .map((drawn) => ({
    ...drawn,
    ts_recv_ns: drawn.ts_event_ns + 5n,
    exp_date: '2025-12-19',
    strike: 100,
    right: 'C',
    opt_bid: null,
    opt_ask: 1.5,
    aggressor: 0,
    conditions: null,
  }));

export const greeksArbitrary: fc.Arbitrary<GreeksSnapshot> = fc
  .record({
    // Before the hour too: the window reaches back.
    ts_event_ns: fc.oneof(
      instant,
      fc.constantFrom(HOUR_NS - 1n, HOUR_NS - TOLERANCE_NS, HOUR_NS - 999n),
    ),
    source: fc.constantFrom('OPRA', 'SIM'),
    underlying,
    option_symbol: option,
    delta: double,
    gamma: double,
    snapshot_id: fc.constantFrom(null, null, 'a', 'Ü', '😀'),
  })
  .map((drawn) => ({
    ...drawn,
    theta: 0,
    vega: 0,
    implied_volatility: null,
    open_interest: null,
  }));

/** Rows with the rank that Silver gives them: within what is equal in time, source and partition value. */
export function ranked<Row extends GreeksSnapshot | OptionTrade>(
  rows: readonly Row[],
): Ranked<Row>[] {
  const counts = new Map<string, number>();
  return rows.map((row) => {
    const seq = 'seq' in row ? String(row.seq) : '';
    const group = [row.ts_event_ns, row.source, row.underlying, seq].join('|');
    const rank = counts.get(group) ?? 0;
    counts.set(group, rank + 1);
    return { ...row, _ord: rank };
  });
}
