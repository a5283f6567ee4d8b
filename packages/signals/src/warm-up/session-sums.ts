import type { EventSink } from '../events/event-sink.js';
import { BarCloses } from '../market/bar-closes.js';
import { PRINT_NO_EXTREME, printFlags } from '../market/print-flags.js';
import type { SessionNs } from '../session/engine-session.js';

/** What a warm-up keeps of one session. It is given usable events in total order. */
export class SessionSums implements EventSink {
  /** Contracts traded, by name of the futures contract. */
  readonly volumes = new Map<string, number>();
  /** Of each option's last snapshot that has one. */
  readonly openInterest = new Map<string, number>();
  private readonly bars = new Map<string, BarCloses>();
  private readonly barOffset: number;
  private readonly tickNanos: number;
  private readonly nameOf: (symbol: string) => string;
  private readonly names = new Map<string, string>();

  /** `nameOf`: the one name of a futures contract that symbols spell in several ways. */
  constructor(barOffset: number, tickNanos: number, nameOf: (symbol: string) => string) {
    this.barOffset = barOffset;
    this.tickNanos = tickNanos;
    this.nameOf = nameOf;
  }

  futuresTrade(atNs: SessionNs, symbol: string, ticks: number, size: number): void {
    const name = this.names.get(symbol) ?? this.nameOf(symbol);
    this.names.set(symbol, name);
    this.volumes.set(name, (this.volumes.get(name) ?? 0) + size);
    this.barsOf(name).print(atNs, ticks * this.tickNanos);
  }

  stockTrade(
    atNs: SessionNs,
    symbol: string,
    nanos: number,
    _size: number,
    _exchange: number | null,
    conditions: string | null,
  ): void {
    if ((printFlags(conditions) & PRINT_NO_EXTREME) === 0) {
      this.barsOf(symbol).print(atNs, nanos);
    }
  }

  greeks(
    _atNs: SessionNs,
    optionSymbol: string,
    _delta: number,
    _gamma: number,
    _volatility: number,
    openInterest: number,
  ): void {
    if (!Number.isNaN(openInterest)) {
      this.openInterest.set(optionSymbol, openInterest);
    }
  }

  /** Says nothing of later sessions. */
  optionTrade(): void {
    return;
  }

  book(): void {
    return;
  }

  stockQuote(): void {
    return;
  }

  /** The closes of a symbol's last 400 bars at the end of the session, oldest first. */
  closesOf(symbol: string): readonly number[] {
    const bars = this.bars.get(symbol);
    bars?.complete();
    return bars?.completed() ?? [];
  }

  private barsOf(symbol: string): BarCloses {
    const known = this.bars.get(symbol);
    if (known !== undefined) {
      return known;
    }
    const bars = new BarCloses();
    bars.reset(this.barOffset, []);
    this.bars.set(symbol, bars);
    return bars;
  }
}
