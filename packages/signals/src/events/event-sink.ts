import type { SessionNs } from '../session/engine-session.js';

/**
 * Takes used events one by one, in total order across datasets. Prices of stocks and options are whole
 * nano-units (price · 1e9), of futures whole ticks of their product; an absent number is NaN.
 */
export interface EventSink {
  /** `aggressor`: +1 buyer, −1 seller, 0 unknown. */
  futuresTrade(
    atNs: SessionNs,
    symbol: string,
    ticks: number,
    size: number,
    aggressor: number,
  ): void;
  stockTrade(
    atNs: SessionNs,
    symbol: string,
    nanos: number,
    size: number,
    exchange: number | null,
    conditions: string | null,
  ): void;
  /**
   * `volatility` per year and `openInterest` are NaN where the snapshot has none; `snapshotId` names it among
   * those of one instant.
   */
  greeks(
    atNs: SessionNs,
    optionSymbol: string,
    delta: number,
    gamma: number,
    volatility: number,
    openInterest: number,
    snapshotId: string | null,
  ): void;
  /** `bidNanos` and `askNanos` are the option's quote when it traded, NaN where it had none. */
  optionTrade(
    atNs: SessionNs,
    optionSymbol: string,
    expDate: string,
    strikeNanos: number,
    right: 'C' | 'P',
    nanos: number,
    size: number,
    aggressor: number,
    bidNanos: number,
    askNanos: number,
  ): void;
  /**
   * A book: arrays of ten, best first, that the caller uses again. A level that is absent has `NO_PRICE` and
   * size 0. `depth`: levels a side that the source carries.
   */
  book(
    atNs: SessionNs,
    symbol: string,
    bidTicks: Int32Array,
    bidSizes: Int32Array,
    askTicks: Int32Array,
    askSizes: Int32Array,
    depth: number,
    isSnapshot: boolean,
  ): void;
  /** An absent side is NaN. */
  stockQuote(atNs: SessionNs, symbol: string, bidNanos: number, askNanos: number): void;
}
