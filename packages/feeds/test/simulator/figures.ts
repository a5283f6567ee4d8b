import type { AnyRow } from '@assay/schemas';

/** What describes an hour of a futures market, real or simulated. */
export interface Figures {
  readonly trades: number;
  readonly contracts: number;
  readonly meanTradeSize: number;
  /** Quantiles of the trade size: half, nine tenths, 99 %. */
  readonly sizeQuantiles: readonly number[];
  /** Share of prints whose aggressor buys, of those that have one. */
  readonly buyShare: number;
  /** Correlation of the signs of two prints in succession. */
  readonly signPersistence: number;
  readonly bookRows: number;
  readonly bookRowsPerTrade: number;
  /** Share of book rows whose spread is one tick. */
  readonly oneTickShare: number;
  readonly meanSpreadTicks: number;
  /** Contracts at the touch, both sides, on the mean. */
  readonly meanTouchSize: number;
  /** Standard deviation of the middle's change over a minute, in ticks. */
  readonly minuteReturnTicks: number;
  /** Fourth moment of changes over ten seconds: 3 for a normal distribution. */
  readonly tenSecondKurtosis: number;
  /** Correlation of successive changes over ten seconds. */
  readonly tenSecondAutocorrelation: number;
}

const TICK = 0.25;
const NS = 1_000_000_000;

/** Figures of rows of `futures.trades.v1` and `futures.mbp10.v1`, each in order of time. */
export function figuresOf(trades: readonly AnyRow[], books: readonly AnyRow[]): Figures {
  const sizes = trades.map((row) => Number(row.size)).sort((a, b) => a - b);
  const signs = trades.map((row) => Number(row.aggressor)).filter((sign) => sign !== 0);
  const whole = books.filter((row) => Number(row.bid_px_1) < Number(row.ask_px_1));
  const spreads = whole.map((row) => (Number(row.ask_px_1) - Number(row.bid_px_1)) / TICK);
  const touches = whole.map((row) => (Number(row.bid_sz_1) + Number(row.ask_sz_1)) / 2);
  const minutes = changes(whole, 60);
  const tens = changes(whole, 10);
  const variance = mean(tens.map((value) => value * value));
  return {
    trades: trades.length,
    contracts: sizes.reduce((sum, size) => sum + size, 0),
    meanTradeSize: mean(sizes),
    sizeQuantiles: [0.5, 0.9, 0.99].map((part) => sizes[Math.floor(part * sizes.length)]),
    buyShare: mean(signs.map((sign) => (sign > 0 ? 1 : 0))),
    signPersistence: mean(signs.slice(1).map((sign, index) => sign * signs[index])),
    bookRows: books.length,
    bookRowsPerTrade: books.length / trades.length,
    oneTickShare: mean(spreads.map((spread) => (spread === 1 ? 1 : 0))),
    meanSpreadTicks: mean(spreads),
    meanTouchSize: mean(touches),
    minuteReturnTicks: Math.sqrt(mean(minutes.map((value) => value * value))),
    tenSecondKurtosis: mean(tens.map((value) => value ** 4)) / (variance * variance),
    tenSecondAutocorrelation:
      mean(tens.slice(1).map((value, index) => value * tens[index])) / variance,
  };
}

/** Changes of the middle over spans of so many seconds, in ticks. */
function changes(books: readonly AnyRow[], seconds: number): number[] {
  const lasts = new Map<number, number>();
  for (const row of books) {
    const span = Math.floor(Number(row.ts_event_ns) / NS / seconds);
    lasts.set(span, (Number(row.bid_px_1) + Number(row.ask_px_1)) / 2 / TICK);
  }
  const spans = [...lasts.keys()];
  const moves: number[] = [];
  let middle = lasts.get(spans[0]) ?? 0;
  for (let span = spans[0] + 1; span <= spans[spans.length - 1]; span += 1) {
    const next = lasts.get(span) ?? middle;
    moves.push(next - middle);
    middle = next;
  }
  return moves;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
