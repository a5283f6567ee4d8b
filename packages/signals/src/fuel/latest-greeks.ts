import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { picoOf } from './pico.js';

/** What is known of one option by its latest snapshot. */
export interface OptionGreeks {
  /** When it was available; −Infinity: there was none yet. */
  atNs: SessionNs;
  /** Among snapshots of one instant the greatest name counts, no name being least. */
  snapshotId: string | null;
  /** Whole pico-units (gamma · 1e12). */
  gammaPico: number;
  /** Per year; 0: the snapshot has none. */
  volatility: number;
}

/** The latest greeks of every option of the session, by the text of its symbol. */
export class LatestGreeks implements Stateful {
  private readonly bySymbol = new Map<string, OptionGreeks>();
  private latestNs: SessionNs = -Infinity;

  /** Whether any greeks were published this session. */
  get hasAny(): boolean {
    return this.latestNs !== -Infinity;
  }

  reset(): void {
    this.bySymbol.clear();
    this.latestNs = -Infinity;
  }

  /** Takes a snapshot, in order of time. `volatility` is NaN where it has none. */
  take(
    atNs: SessionNs,
    optionSymbol: string,
    gamma: number,
    volatility: number,
    snapshotId: string | null,
  ): void {
    const greeks = this.of(optionSymbol);
    if (greeks.atNs === atNs && isBefore(snapshotId, greeks.snapshotId)) {
      return;
    }
    greeks.atNs = atNs;
    greeks.snapshotId = snapshotId;
    greeks.gammaPico = picoOf(gamma);
    greeks.volatility = volatility > 0 && volatility < Infinity ? volatility : 0;
    this.latestNs = atNs;
  }

  /** The option's record, which later snapshots change. */
  of(optionSymbol: string): OptionGreeks {
    const known = this.bySymbol.get(optionSymbol);
    if (known !== undefined) {
      return known;
    }
    const none = { atNs: -Infinity, snapshotId: null, gammaPico: 0, volatility: 0 };
    this.bySymbol.set(optionSymbol, none);
    return none;
  }

  save(writer: StateWriter): void {
    writer.number(this.latestNs);
    writer.number(this.bySymbol.size);
    for (const [symbol, greeks] of this.bySymbol) {
      writer.text(symbol);
      writer.number(greeks.atNs);
      writer.number(greeks.gammaPico);
      writer.number(greeks.volatility);
      // Names decide between snapshots of one instant: those of instants gone by are not needed.
      const name = greeks.atNs === this.latestNs ? greeks.snapshotId : null;
      writer.flag(name !== null);
      if (name !== null) {
        writer.text(name);
      }
    }
  }

  load(reader: StateReader): void {
    this.reset();
    this.latestNs = reader.number();
    const count = reader.number();
    for (let index = 0; index < count; index += 1) {
      const greeks = this.of(reader.text());
      greeks.atNs = reader.number();
      greeks.gammaPico = reader.number();
      greeks.volatility = reader.number();
      greeks.snapshotId = reader.flag() ? reader.text() : null;
    }
  }
}

/** Order by UTF-8 bytes, NULL first. */
function isBefore(one: string | null, other: string | null): boolean {
  if (one === null || other === null) {
    return one === null && other !== null;
  }
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
}
