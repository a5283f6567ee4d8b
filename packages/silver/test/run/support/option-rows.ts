import type { AnyRow } from '@assay/schemas';
import { trade } from './scene.js';

const CONTRACT = 'SPY   241220C00600000';

/** An option print at `second` of `hour`. */
export function print(hour: number, second: number): AnyRow {
  const { ts_event_ns, ts_recv_ns, seq, _run, _run_pos } = trade(hour, second);
  return {
    ...{ ts_event_ns, ts_recv_ns, seq, _run, _run_pos },
    source: 'OPRA',
    underlying: 'SPY',
    option_symbol: CONTRACT,
    exp_date: '2024-12-20',
    strike: 600,
    right: 'C',
    price: 1.25,
    size: 1,
    opt_bid: null,
    opt_ask: null,
    aggressor: 1,
    conditions: null,
  };
}

/** A snapshot of the same contract. */
export function greeks(hour: number, second: number): AnyRow {
  const { ts_event_ns } = trade(hour, second);
  return {
    ts_event_ns,
    source: 'OPRA',
    underlying: 'SPY',
    option_symbol: CONTRACT,
    delta: 0.5,
    gamma: 0.01,
    theta: -0.1,
    vega: 0.2,
    implied_volatility: null,
    open_interest: null,
    snapshot_id: `at-${second}`,
  };
}
