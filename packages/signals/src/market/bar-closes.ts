import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { roundDivision } from './round-division.js';
import { BAR_NS } from './trading-windows.js';

/** Bars that the longest mean is of. */
export const KEPT_BARS = 400;

const NO_BAR = -1;

/**
 * Closes of completed 2-minute bars, and their means. A bar is `[b, b + 2 min)` from an even minute of UTC; its
 * close is the price of its last eligible print. Two minutes without such a print are no bar: no close is
 * made up for them. A bar counts from its end on, never while it runs.
 */
export class BarCloses implements Stateful {
  /** Closes of completed bars, oldest first, at most 400. */
  private closes: number[] = [];
  /** Number of the bar that is under way, and its last price. */
  private bar = NO_BAR;
  private last = 0;
  private barOffset = 0;
  /** Means by number of closes, until the next bar completes: a tick asks for them, a bar changes them. */
  private readonly means = new Map<number, number>();

  /** A session begins: bars go on from those of the sessions before. */
  reset(barOffset: number, carried: readonly number[]): void {
    this.barOffset = barOffset;
    this.closes = carried.slice(-KEPT_BARS);
    this.means.clear();
    this.bar = NO_BAR;
    this.last = 0;
  }

  /** An eligible print; prints come in order of time. */
  print(atNs: SessionNs, nanos: number): void {
    this.advanceTo(atNs);
    this.bar = this.barOf(atNs);
    this.last = nanos;
  }

  /** Completes the bar under way if it has ended by an instant. */
  advanceTo(tNs: SessionNs): void {
    if (this.bar !== NO_BAR && this.barOf(tNs) > this.bar) {
      this.complete();
    }
  }

  /** The session ends, and with it the bar under way. */
  complete(): void {
    if (this.bar === NO_BAR) {
      return;
    }
    this.closes.push(this.last);
    this.means.clear();
    if (this.closes.length > KEPT_BARS) {
      this.closes.shift();
    }
    this.bar = NO_BAR;
  }

  /** The closes of completed bars, oldest first. */
  completed(): readonly number[] {
    return this.closes;
  }

  /** Mean of the last `count` closes in nano-units, half up; undefined where there are fewer. */
  meanOf(count: number): number | undefined {
    if (this.closes.length < count) {
      return undefined;
    }
    const known = this.means.get(count);
    if (known !== undefined) {
      return known;
    }
    let sum = 0n;
    for (const close of this.closes.slice(-count)) {
      sum += BigInt(close);
    }
    const mean = roundDivision(sum, BigInt(count));
    this.means.set(count, mean);
    return mean;
  }

  save(writer: StateWriter): void {
    writer.numbers(this.closes);
    writer.number(this.bar);
    writer.number(this.last);
    writer.number(this.barOffset);
  }

  load(reader: StateReader): void {
    this.closes = [...reader.numbers()];
    this.means.clear();
    this.bar = reader.number();
    this.last = reader.number();
    this.barOffset = reader.number();
  }

  private barOf(tNs: SessionNs): number {
    return Math.floor((tNs + this.barOffset) / BAR_NS);
  }
}
