import { optionGamma } from '../../../src/fuel/black-scholes.js';
import type { DealerFlow } from '../../../src/fuel/dealer-flow.js';
import type { Right } from '../../../src/fuel/fuel.js';
import { impliedVolatility } from '../../../src/fuel/implied-volatility.js';
import { OptionExpiries, yearsTo } from '../../../src/fuel/option-expiries.js';
import type { Direction } from '../../../src/levels/level.js';
import { SESSION } from './option-session.js';

export interface GreeksEvent {
  readonly kind: 'greeks';
  readonly atNs: number;
  readonly symbol: string;
  readonly gamma: number;
  readonly volatility: number;
  readonly id: string | null;
}

export interface PrintEvent {
  readonly kind: 'print';
  readonly atNs: number;
  readonly symbol: string;
  readonly expDate: string;
  readonly strikeNanos: number;
  readonly right: Right;
  readonly size: number;
  readonly aggressor: number;
  readonly bidNanos: number;
  readonly askNanos: number;
  readonly spotNanos: number;
}

export type OptionEvent = GreeksEvent | PrintEvent;

/** Gives the engine's part one event. */
export function feed(flow: DealerFlow, event: OptionEvent): void {
  if (event.kind === 'greeks') {
    flow.greeks(event.atNs, event.symbol, event.gamma, event.volatility, event.id);
    return;
  }
  const { atNs, symbol, expDate, strikeNanos, right, size, aggressor } = event;
  const { bidNanos, askNanos, spotNanos } = event;
  flow.trade(
    atNs,
    symbol,
    expDate,
    strikeNanos,
    right,
    size,
    aggressor,
    bidNanos,
    askNanos,
    spotNanos,
  );
}

const expiries = new OptionExpiries();
expiries.reset(SESSION);

/** The greeks that were the latest of a symbol at an instant. */
function greeksAt(
  history: readonly OptionEvent[],
  symbol: string,
  atNs: number,
): GreeksEvent | undefined {
  const known = history.filter(
    (event): event is GreeksEvent =>
      event.kind === 'greeks' && event.symbol === symbol && event.atNs <= atNs,
  );
  const latest = Math.max(...known.map((event) => event.atNs));
  return known
    .filter((event) => event.atNs === latest)
    .reduce<GreeksEvent | undefined>(
      (one, other) => ((other.id ?? '') >= (one?.id ?? '') ? other : one),
      undefined,
    );
}

const yearsOf = (print: PrintEvent, atNs: number): number =>
  yearsTo(expiries.of(print.expDate)?.atNs ?? Number.NaN, atNs);

/** The volatility of a print's own quote, 0 without one. */
function printVolatility(print: PrintEvent): number {
  const { right, spotNanos, strikeNanos, bidNanos, askNanos, atNs } = print;
  return impliedVolatility(right, spotNanos, strikeNanos, bidNanos, askNanos, yearsOf(print, atNs));
}

/** A print's gamma in pico-units by a search over everything that had happened; undefined: none. */
function gammaPicoOf(history: readonly OptionEvent[], print: PrintEvent): bigint | undefined {
  const best = greeksAt(history, print.symbol, print.atNs);
  if (best !== undefined) {
    return BigInt(Math.round(best.gamma * 1e12));
  }
  const volatility = printVolatility(print);
  if (volatility === 0) {
    return undefined;
  }
  const deviation = volatility * Math.sqrt(yearsOf(print, print.atNs));
  const gamma = optionGamma(print.spotNanos / 1e9, print.strikeNanos / 1e9, deviation);
  return BigInt(Math.round(gamma * 1e12));
}

/** What the flip is looked for in: every print by itself. */
export function naiveFlipTerms(history: readonly OptionEvent[], tNs: number) {
  const prints = history.filter(
    (event): event is PrintEvent => event.kind === 'print' && event.aggressor !== 0,
  );
  const volatilityOf = (symbol: string): number => {
    const published = greeksAt(history, symbol, Infinity)?.volatility ?? 0;
    const own = prints
      .filter((print) => print.symbol === symbol)
      .filter((print) => !((greeksAt(history, symbol, print.atNs)?.volatility ?? 0) > 0))
      .map(printVolatility)
      .filter((volatility) => volatility > 0);
    return published > 0 ? published : (own.at(-1) ?? 0);
  };
  const known = prints
    .map((print) => ({ print, volatility: volatilityOf(print.symbol) }))
    .filter(({ volatility }) => volatility > 0);
  return {
    strikeNanos: known.map(({ print }) => print.strikeNanos),
    dealers: known.map(({ print }) => -print.aggressor * print.size),
    deviations: known.map(({ print, volatility }) => volatility * Math.sqrt(yearsOf(print, tNs))),
  };
}

interface NaiveFlow {
  readonly print: PrintEvent;
  /** Undefined: the print has no gamma. */
  readonly pico: bigint | undefined;
}

function flowsOf(history: readonly OptionEvent[]): NaiveFlow[] {
  return history
    .filter((event): event is PrintEvent => event.kind === 'print' && event.aggressor !== 0)
    .map((print) => {
      const gamma = gammaPicoOf(history, print);
      const pico =
        gamma === undefined ? undefined : -BigInt(print.aggressor * print.size * 100) * gamma;
      return { print, pico };
    });
}

const sum = (flows: readonly NaiveFlow[]): bigint =>
  flows.reduce((total, { pico }) => total + (pico ?? 0n), 0n);

const magnitude = (pico: bigint): bigint => (pico < 0n ? -pico : pico);

/** What `fuelOf` has to say, from the whole history. */
export function naiveFuel(
  history: readonly OptionEvent[],
  levelNanos: number,
  direction: Direction,
) {
  const dates = history
    .flatMap((event) => (event.kind === 'print' ? [event.expDate] : []))
    .filter((date) => date >= SESSION.date)
    .sort();
  const far = levelNanos + (direction === 'SUPPORT' ? -2e9 : 2e9);
  const those = flowsOf(history).filter(
    ({ print }) =>
      print.expDate === dates[0] &&
      print.strikeNanos >= Math.min(levelNanos, far) &&
      print.strikeNanos <= Math.max(levelNanos, far),
  );
  if (dates.length === 0 || (those.length > 0 && those.every(({ pico }) => pico === undefined))) {
    return { effect: 'NEUTRAL', netDealerGamma: null, confidence: 0 };
  }
  const net = Number(sum(those)) / 1e12;
  const keys = new Set(those.map(({ print }) => `${print.strikeNanos}${print.right}`));
  const gross = [...keys].reduce((total, key) => {
    const series = those.filter(({ print }) => `${print.strikeNanos}${print.right}` === key);
    return total + magnitude(sum(series));
  }, 0n);
  const hasGreeks = history.some(({ kind }) => kind === 'greeks');
  return {
    effect: net < -10_000 ? 'AMPLIFY' : net > 10_000 ? 'DAMPEN' : 'NEUTRAL',
    netDealerGamma: net,
    confidence: hasGreeks ? Math.min(1, Number(gross) / 1e12 / 50_000) : 0,
  };
}

/** What `wall` has to say, from the whole history. */
export function naiveWall(history: readonly OptionEvent[], right: Right, spotNanos: number) {
  const flows = flowsOf(history).filter(({ print }) => print.right === right);
  const walls = [...new Set(flows.map(({ print }) => print.strikeNanos))]
    .filter((nanos) => (right === 'C' ? nanos >= spotNanos : nanos < spotNanos))
    .filter((nanos) => Math.abs(nanos - spotNanos) <= 10e9)
    .map((nanos) => ({
      nanos,
      gamma: Number(sum(flows.filter(({ print }) => print.strikeNanos === nanos))) / 1e12,
    }))
    .filter(({ gamma }) => gamma >= 50_000)
    .sort(
      (one, other) =>
        other.gamma - one.gamma ||
        Math.abs(one.nanos - spotNanos) - Math.abs(other.nanos - spotNanos),
    );
  return walls[0] ?? null;
}

/** What `strikesWithFlow` has to say. */
export function naiveStrikes(history: readonly OptionEvent[]): number[] {
  const strikes = new Set(flowsOf(history).map(({ print }) => print.strikeNanos));
  return [...strikes].sort((one, other) => one - other);
}
