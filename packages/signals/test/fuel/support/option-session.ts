import { SPY_PARAMETERS } from '../../../src/config/level-parameters.js';
import { DealerFlow } from '../../../src/fuel/dealer-flow.js';
import type { Right } from '../../../src/fuel/fuel.js';
import type { EngineSession } from '../../../src/session/engine-session.js';

/** 2025-12-16 from 18:00 New York of the evening before: 23:00 UTC. */
export const SESSION: EngineSession = {
  date: '2025-12-16',
  startNs: 1_765_839_600_000_000_000n,
  endNs: 1_765_926_000_000_000_000n,
  regularStartNs: 1_765_895_400_000_000_000n,
  regularEndNs: 1_765_918_800_000_000_000n,
  premarketStartNs: 1_765_875_600_000_000_000n,
};

export const TODAY = SESSION.date;
export const NONE = Number.NaN;

/** Nano-units of a price. */
export const nanos = (price: number): number => Math.round(price * 1e9);

/** `HH:MM` or `HH:MM:SS` New York on the session's date, as an offset in it. */
export function at(time: string): number {
  const [hours, minutes, seconds = 0] = time.split(':').map(Number);
  return ((6 + hours) * 3_600 + minutes * 60 + seconds) * 1e9;
}

export function dealerFlow(session = SESSION): DealerFlow {
  const flow = new DealerFlow(SPY_PARAMETERS);
  flow.reset(session);
  return flow;
}

export interface Print {
  readonly time: string;
  readonly strike: number;
  readonly right?: Right;
  readonly size?: number;
  readonly aggressor?: number;
  readonly expDate?: string;
  readonly symbol?: string;
  readonly bid?: number;
  readonly ask?: number;
  readonly spot?: number;
}

export const symbolOf = (right: Right, strike: number, expDate = TODAY): string =>
  `SPY ${expDate} ${right} ${strike}`;

/** One print; a customer buys 1 of today's calls without a quote where nothing else is said. */
export function print(flow: DealerFlow, of: Print): void {
  const { time, strike, right = 'C', size = 1, aggressor = 1, expDate = TODAY } = of;
  flow.trade(
    at(time),
    of.symbol ?? symbolOf(right, strike, expDate),
    expDate,
    nanos(strike),
    right,
    size,
    aggressor,
    of.bid === undefined ? NONE : nanos(of.bid),
    of.ask === undefined ? NONE : nanos(of.ask),
    of.spot === undefined ? NONE : nanos(of.spot),
  );
}

export interface Snapshot {
  readonly time: string;
  readonly strike: number;
  readonly gamma: number;
  readonly right?: Right;
  readonly expDate?: string;
  readonly volatility?: number;
  readonly id?: string | null;
}

/** One snapshot of greeks. */
export function greeks(flow: DealerFlow, of: Snapshot): void {
  const symbol = symbolOf(of.right ?? 'C', of.strike, of.expDate);
  flow.greeks(at(of.time), symbol, of.gamma, of.volatility ?? NONE, of.id ?? null);
}
