import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import type { Aggressor } from './aggressor-rule.js';
import { PrintRing } from './print-ring.js';

/** Contracts that aggressors bought and sold. */
export interface TapeVolumes {
  readonly buy: number;
  readonly sell: number;
}

interface PriceTotal {
  buy: number;
  sell: number;
}

/**
 * What was bought and sold at each price in (T − window, T]. Totals are whole numbers, so that what leaves the
 * window leaves no residue. Prints of unknown side count on neither.
 */
export class PriceVolumes implements Stateful {
  private readonly windowNs: SessionNs;
  private readonly prints = new PrintRing();
  private readonly totals = new Map<number, PriceTotal>();

  constructor(windowNs: SessionNs) {
    this.windowNs = windowNs;
  }

  print(atNs: SessionNs, ticks: number, size: number, side: Aggressor): void {
    if (side !== 0) {
      this.prints.push(atNs, ticks, side * size);
      this.add(ticks, side * size);
    }
  }

  advanceTo(tNs: SessionNs): void {
    this.prints.takeUntil(tNs - this.windowNs, (_, ticks, size) => {
      this.remove(ticks, size);
    });
  }

  /** The sums over the prices from `lowTicks` to `highTicks`, both included. */
  between(lowTicks: number, highTicks: number): TapeVolumes {
    const sums: PriceTotal = { buy: 0, sell: 0 };
    if (highTicks - lowTicks < this.totals.size) {
      for (let ticks = Math.ceil(lowTicks); ticks <= highTicks; ticks += 1) {
        addTotal(sums, this.totals.get(ticks));
      }
    } else {
      for (const [ticks, total] of this.totals) {
        addTotal(sums, ticks >= lowTicks && ticks <= highTicks ? total : undefined);
      }
    }
    return sums;
  }

  reset(): void {
    this.prints.clear();
    this.totals.clear();
  }

  save(writer: StateWriter): void {
    this.prints.save(writer);
  }

  load(reader: StateReader): void {
    this.totals.clear();
    this.prints.load(reader, (_, ticks, size) => {
      this.add(ticks, size);
    });
  }

  private add(ticks: number, size: number): void {
    let total = this.totals.get(ticks);
    if (total === undefined) {
      total = { buy: 0, sell: 0 };
      this.totals.set(ticks, total);
    }
    total.buy += Math.max(0, size);
    total.sell += Math.max(0, -size);
  }

  private remove(ticks: number, size: number): void {
    const total = this.totals.get(ticks);
    if (total === undefined) {
      return;
    }
    total.buy -= Math.max(0, size);
    total.sell -= Math.max(0, -size);
    if (total.buy === 0 && total.sell === 0) {
      this.totals.delete(ticks);
    }
  }
}

function addTotal(sums: PriceTotal, total: PriceTotal | undefined): void {
  if (total !== undefined) {
    sums.buy += total.buy;
    sums.sell += total.sell;
  }
}
