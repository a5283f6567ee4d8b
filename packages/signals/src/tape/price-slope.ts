import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { PrintRing } from './print-ring.js';

const NS_PER_SECOND = 1_000_000_000n;

/**
 * How fast prices move: the slope of the least-squares line through (time, price) of every print in
 * (T − window, T], each counted once, whatever its size or side.
 *
 *   slope = (n·Σtp − Σt·Σp) / (n·Σt² − (Σt)²)
 *
 * Times of a day in ns squared are far above 2^53, so that the sums are bigints: exact, and the same whichever
 * instant time is counted from. Only the two halves of the fraction are rounded to float64.
 */
export class PriceSlope implements Stateful {
  private readonly windowNs: SessionNs;
  private readonly prints = new PrintRing();
  private sumT = 0n;
  private sumP = 0n;
  private sumTP = 0n;
  private sumTT = 0n;

  constructor(windowNs: SessionNs) {
    this.windowNs = windowNs;
  }

  print(atNs: SessionNs, ticks: number): void {
    this.prints.push(atNs, ticks, 0);
    this.add(atNs, ticks);
  }

  advanceTo(tNs: SessionNs): void {
    this.prints.takeUntil(tNs - this.windowNs, (atNs, ticks) => {
      const t = BigInt(atNs);
      const p = BigInt(ticks);
      this.sumT -= t;
      this.sumP -= p;
      this.sumTP -= t * p;
      this.sumTT -= t * t;
    });
  }

  /** Ticks a second; null while the window has prints at fewer than two instants: no line goes through them. */
  slope(): number | null {
    const n = BigInt(this.prints.length);
    const spread = n * this.sumTT - this.sumT * this.sumT;
    if (spread === 0n) {
      return null;
    }
    const covariance = n * this.sumTP - this.sumT * this.sumP;
    return Number(covariance * NS_PER_SECOND) / Number(spread);
  }

  reset(): void {
    this.prints.clear();
    this.clearSums();
  }

  save(writer: StateWriter): void {
    this.prints.save(writer);
  }

  load(reader: StateReader): void {
    this.clearSums();
    this.prints.load(reader, (atNs, ticks) => {
      this.add(atNs, ticks);
    });
  }

  private add(atNs: SessionNs, ticks: number): void {
    const t = BigInt(atNs);
    const p = BigInt(ticks);
    this.sumT += t;
    this.sumP += p;
    this.sumTP += t * p;
    this.sumTT += t * t;
  }

  private clearSums(): void {
    this.sumT = 0n;
    this.sumP = 0n;
    this.sumTP = 0n;
    this.sumTT = 0n;
  }
}
