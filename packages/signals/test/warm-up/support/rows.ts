import type { Row } from './batch-of.js';

let position = 0n;

/** What tells a row apart from its copies. */
export interface Delivery {
  /** How long after the event it became known. */
  readonly afterMs?: number;
  readonly run?: string;
  readonly runPos?: number;
  readonly seq?: number;
}

function delivered(tsEventNs: bigint, { afterMs = 1, run = 'run-a', runPos, seq }: Delivery): Row {
  position += 1n;
  return {
    ts_event_ns: tsEventNs,
    ts_recv_ns: tsEventNs + BigInt(afterMs) * 1_000_000n,
    _run: run,
    _run_pos: BigInt(runPos ?? position),
    _pos: position,
    seq: BigInt(seq ?? position),
  };
}

export function futuresTrade(
  tsEventNs: bigint,
  symbol: string,
  price: number,
  size = 1,
  delivery: Delivery = {},
): Row {
  const values = { source: 'GLBX.MDP3', symbol, price, size, aggressor: 1, exchange: 'XCME' };
  return { ...delivered(tsEventNs, delivery), ...values };
}

export function stockTrade(
  tsEventNs: bigint,
  price: number,
  more: { readonly symbol?: string; readonly conditions?: string } = {},
): Row {
  const { symbol = 'SPY', conditions = 'Regular' } = more;
  const values = { source: 'SIP', symbol, price, size: 100, exchange: 11, conditions };
  return { ...delivered(tsEventNs, {}), ...values };
}

export function greeks(tsEventNs: bigint, optionSymbol: string, openInterest: number | null): Row {
  return {
    ...delivered(tsEventNs, {}),
    source: 'OPRA',
    underlying: 'SPY',
    option_symbol: optionSymbol,
    delta: 0.5,
    gamma: 0.01,
    implied_volatility: 0.2,
    open_interest: openInterest,
    snapshot_id: String(tsEventNs),
  };
}
