import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { BarCloses } from './bar-closes.js';
import { PRINT_NO_EXTREME, PRINT_NO_VOLUME } from './print-flags.js';
import { roundDivision } from './round-division.js';
import { RunningRange } from './running-range.js';
import { TrailingRange } from './trailing-range.js';
import type { TradingWindows } from './trading-windows.js';

/** The last eligible print. */
export interface LastTrade {
  readonly atNs: SessionNs;
  readonly nanos: number;
}

const NONE = -1;

/**
 * The prints of the underlying (of the front contract for futures): what the levels and spot are made of.
 * A print is *eligible* when none of its conditions says that its price is not of now (`PRINT_NO_EXTREME`):
 * only those set extremes, bars and the last trade. VWAP leaves out those that are no volume.
 */
export class UnderlyingTape implements Stateful {
  /** 04:00 to 09:30; of a stock without prints made off exchange. */
  readonly premarket = new RunningRange();
  /** The first 15 minutes of the regular hours. */
  readonly opening = new RunningRange();
  /** The regular hours. */
  readonly regular = new RunningRange();
  readonly bars = new BarCloses();
  readonly trailing: TrailingRange;

  private windows: TradingWindows | undefined;
  private lastAtNs: SessionNs = NONE;
  private lastNanos = 0;
  /** Σ price·size and Σ size of the regular hours, exact. */
  private notional = 0n;
  private volume = 0n;

  constructor({ trailingMinutes }: { readonly trailingMinutes: number }) {
    this.trailing = new TrailingRange(Math.round(trailingMinutes * 60e9));
  }

  /** A session begins, with the closes of bars of those before it. */
  reset(windows: TradingWindows, carriedCloses: readonly number[]): void {
    this.windows = windows;
    this.premarket.reset();
    this.opening.reset();
    this.regular.reset();
    this.trailing.reset();
    this.bars.reset(windows.barOffset, carriedCloses);
    this.lastAtNs = NONE;
    this.lastNanos = 0;
    this.notional = 0n;
    this.volume = 0n;
  }

  /** A print; they come in total order. `flags` as `printFlags` reads them, 0 for futures. */
  print(atNs: SessionNs, nanos: number, size: number, flags: number, isOffExchange: boolean): void {
    const { windows } = this;
    if (windows === undefined) {
      return;
    }
    const isRegular = windows.regularStart <= atNs && atNs < windows.regularEnd;
    if (isRegular && (flags & PRINT_NO_VOLUME) === 0) {
      this.notional += BigInt(nanos) * BigInt(size);
      this.volume += BigInt(size);
    }
    if ((flags & PRINT_NO_EXTREME) !== 0) {
      return;
    }
    this.lastAtNs = atNs;
    this.lastNanos = nanos;
    this.bars.print(atNs, nanos);
    this.trailing.print(atNs, nanos);
    this.premarket.settle();
    this.opening.settle();
    this.regular.settle();
    if (isRegular) {
      this.regular.print(nanos);
      if (atNs < windows.openingEnd) {
        this.opening.print(nanos);
      }
    } else if (
      windows.premarketStart !== undefined &&
      windows.premarketStart <= atNs &&
      atNs < windows.regularStart &&
      !isOffExchange
    ) {
      this.premarket.print(nanos);
    }
  }

  /** The snapshot of an instant is next: completes the bar that has ended by it. */
  advanceTo(tNs: SessionNs): void {
    this.bars.advanceTo(tNs);
  }

  /** The windows of the session that runs; undefined before the first. */
  get session(): TradingWindows | undefined {
    return this.windows;
  }

  /** The last eligible print of the session. */
  lastTrade(): LastTrade | undefined {
    return this.lastAtNs === NONE ? undefined : { atNs: this.lastAtNs, nanos: this.lastNanos };
  }

  /** Σ price·size / Σ size in nano-units, half up; undefined without volume in the regular hours. */
  vwap(): number | undefined {
    return this.volume === 0n ? undefined : roundDivision(this.notional, this.volume);
  }

  save(writer: StateWriter): void {
    for (const part of this.parts()) {
      part.save(writer);
    }
    writer.number(this.lastAtNs);
    writer.number(this.lastNanos);
    writer.bigInteger(this.notional);
    writer.bigInteger(this.volume);
  }

  /** The windows are not in the bytes: `reset` of the same session comes before. */
  load(reader: StateReader): void {
    for (const part of this.parts()) {
      part.load(reader);
    }
    this.lastAtNs = reader.number();
    this.lastNanos = reader.number();
    this.notional = reader.bigInteger();
    this.volume = reader.bigInteger();
  }

  private parts(): readonly Stateful[] {
    return [this.premarket, this.opening, this.regular, this.bars, this.trailing];
  }
}
