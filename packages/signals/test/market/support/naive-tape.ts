import { PRINT_NO_EXTREME, PRINT_NO_VOLUME } from '../../../src/market/print-flags.js';
import type { TradingWindows } from '../../../src/market/trading-windows.js';
import type { Print } from './generated-prints.js';

const BAR = 120e9;

/** All that a tape says at an instant, from the whole history each time. */
export function naiveTape(
  history: readonly Print[],
  tNs: number,
  windows: TradingWindows,
  carried: readonly number[],
) {
  const eligible = history.filter(({ flags }) => (flags & PRINT_NO_EXTREME) === 0);
  const between =
    (from: number, to: number) =>
    ({ atNs }: Print) =>
      from <= atNs && atNs < to;
  const { regularStart, regularEnd, openingEnd, premarketStart = Infinity } = windows;
  const regular = eligible.filter(between(regularStart, regularEnd));
  const volume = history
    .filter(between(regularStart, regularEnd))
    .filter(({ flags }) => (flags & PRINT_NO_VOLUME) === 0);
  const closes = [...carried, ...barCloses(eligible, tNs, windows)];
  const trailing = prices(eligible.filter(({ atNs }) => tNs - 1_800e9 < atNs && atNs <= tNs));
  return {
    premarket: range(
      eligible,
      eligible.filter(
        (print) => between(premarketStart, regularStart)(print) && !print.isOffExchange,
      ),
    ),
    opening: range(eligible, eligible.filter(between(regularStart, openingEnd))),
    regular: range(eligible, regular),
    vwap: vwap(volume),
    sma: [5, 200].map((count) => mean(closes, count)),
    last: eligible.at(-1)?.nanos,
    trailing: trailing.length === 0 ? null : Math.max(...trailing) - Math.min(...trailing),
  };
}

function prices(prints: readonly Print[]): number[] {
  return prints.map(({ nanos }) => nanos);
}

function range(eligible: readonly Print[], inside: readonly Print[]) {
  if (inside.length === 0) {
    return null;
  }
  const high = Math.max(...prices(inside));
  const low = Math.min(...prices(inside));
  const last = eligible.at(-1);
  const first = (nanos: number) => inside.find((print) => print.nanos === nanos);
  return { high, low, isHighNew: first(high) === last, isLowNew: first(low) === last };
}

function vwap(prints: readonly Print[]): number | null {
  const size = prints.reduce((sum, print) => sum + BigInt(print.size), 0n);
  const money = prints.reduce((sum, print) => sum + BigInt(print.nanos) * BigInt(print.size), 0n);
  return size === 0n ? null : Number((money + size / 2n) / size);
}

/** Bars that have ended by an instant: the last price of each even two minutes of UTC that has one. */
function barCloses(eligible: readonly Print[], tNs: number, { barOffset }: TradingWindows) {
  const byBar = new Map<number, number>();
  for (const { atNs, nanos } of eligible) {
    const bar = Math.floor((atNs + barOffset) / BAR);
    if ((bar + 1) * BAR - barOffset <= tNs) {
      byBar.set(bar, nanos);
    }
  }
  return [...byBar.values()];
}

function mean(closes: readonly number[], count: number): number | null {
  const last = closes.slice(-count);
  const sum = last.reduce((total, close) => total + BigInt(close), 0n);
  return last.length < count ? null : Number((sum + BigInt(count) / 2n) / BigInt(count));
}
