import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import type { Aggressor } from './aggressor-rule.js';

/** Where prices move. */
export type Move = 'UP' | 'DOWN';

/** One side taking price after price. */
export interface Sweep {
  readonly direction: Move;
  /** Dollars: Σ price · size · multiplier of all its prints. */
  readonly notional: number;
}

/** What makes a run of prints a sweep. */
export interface SweepRule {
  /** Two prints further apart are of two runs. */
  readonly gapNs: SessionNs;
  /** A sweep is seen until its last print is this old. */
  readonly windowNs: SessionNs;
  /** Dollars that a sweep needs. */
  readonly notional: number;
  /** Dollars of one contract a tick: tick size · multiplier. */
  readonly dollarsPerTick: number;
}

/** Prints of one known side, with gaps within the rule, whose prices never go back. */
interface Run {
  readonly side: Aggressor;
  lastNs: SessionNs;
  /** Each price once, in the order in which it was reached. */
  readonly prices: number[];
  /** Σ ticks · size. */
  tickContracts: number;
}

/**
 * Finds sweeps on the whole tape. The tape falls into maximal runs: a print goes on with the run of the print just
 * before it when both have the same known side, at most `gapNs` lies between them, and its price is not lower (bought) or not
 * higher (sold); else it begins the next run. A print of unknown side is in no run and ends the one before it. A run
 * is a sweep as soon as it has reached two prices and `notional`; until it ends it counts with what it has so far.
 */
export class SweepFinder implements Stateful {
  private readonly rule: SweepRule;
  private run: Run | undefined;
  /** Sweeps that have ended, oldest first. */
  private ended: Run[] = [];
  private fromNs: SessionNs = -Infinity;

  constructor(rule: SweepRule) {
    this.rule = rule;
  }

  print(atNs: SessionNs, ticks: number, size: number, side: Aggressor): void {
    const { run } = this;
    if (run !== undefined && side === run.side && this.goesOn(run, atNs, ticks)) {
      run.lastNs = atNs;
      run.tickContracts += ticks * size;
      if (ticks !== run.prices[run.prices.length - 1]) {
        run.prices.push(ticks);
      }
      return;
    }
    if (run !== undefined && this.isSweep(run)) {
      this.ended.push(run);
    }
    this.run =
      side === 0 ? undefined : { side, lastNs: atNs, prices: [ticks], tickContracts: ticks * size };
  }

  advanceTo(tNs: SessionNs): void {
    this.fromNs = tNs - this.rule.windowNs;
    const first = this.ended.findIndex((run) => run.lastNs > this.fromNs);
    this.ended.splice(0, first === -1 ? this.ended.length : first);
  }

  /**
   * The latest sweep whose last print is in the window, and which has a print at a price from `lowTicks` to `highTicks`,
   * both included; undefined where there is none.
   */
  latest(lowTicks: number, highTicks: number): Sweep | undefined {
    const { run, ended } = this;
    const isSeen = ({ prices }: Run) =>
      prices.some((ticks) => ticks >= lowTicks && ticks <= highTicks);
    if (run !== undefined && run.lastNs > this.fromNs && this.isSweep(run) && isSeen(run)) {
      return this.sweepOf(run);
    }
    const last = ended.findLast(isSeen);
    return last === undefined ? undefined : this.sweepOf(last);
  }

  reset(): void {
    this.run = undefined;
    this.ended = [];
    this.fromNs = -Infinity;
  }

  save(writer: StateWriter): void {
    writer.flag(this.run !== undefined);
    const runs = this.run === undefined ? this.ended : [this.run, ...this.ended];
    writer.number(this.fromNs);
    writer.number(runs.length);
    for (const { side, lastNs, prices, tickContracts } of runs) {
      writer.numbers([side, lastNs, tickContracts]);
      writer.numbers(prices);
    }
  }

  load(reader: StateReader): void {
    const hasRun = reader.flag();
    this.fromNs = reader.number();
    const runs = Array.from({ length: reader.number() }, (): Run => {
      const [side, lastNs, tickContracts] = reader.numbers();
      return { side: side > 0 ? 1 : -1, lastNs, tickContracts, prices: [...reader.numbers()] };
    });
    this.run = hasRun ? runs.shift() : undefined;
    this.ended = runs;
  }

  private goesOn(run: Run, atNs: SessionNs, ticks: number): boolean {
    const step = ticks - run.prices[run.prices.length - 1];
    return atNs - run.lastNs <= this.rule.gapNs && step * run.side >= 0;
  }

  private isSweep(run: Run): boolean {
    return run.prices.length >= 2 && this.notionalOf(run) >= this.rule.notional;
  }

  private sweepOf(run: Run): Sweep {
    return { direction: run.side > 0 ? 'UP' : 'DOWN', notional: this.notionalOf(run) };
  }

  private notionalOf(run: Run): number {
    return run.tickContracts * this.rule.dollarsPerTick;
  }
}
