import type { LedgerEntry } from '@assay/schemas';
import { RunTable } from './run-table.js';

/** What all commits of a shard hold together. */
export interface LedgerTotals {
  readonly commits: number;
  readonly delivered: number;
  readonly events: number;
  readonly rows: number;
  readonly deadLetters: number;
}

const NOTHING: LedgerTotals = { commits: 0, delivered: 0, events: 0, rows: 0, deadLetters: 0 };

/** What is added up over a log's commits, beside the state that the protocol needs. */
export class LedgerTally {
  readonly runs: RunTable;
  private sums: LedgerTotals;

  constructor(runs = new RunTable(), totals = NOTHING) {
    this.runs = runs;
    this.sums = totals;
  }

  get totals(): LedgerTotals {
    return this.sums;
  }

  /** Takes in the next entry. */
  add(entry: LedgerEntry): void {
    if (entry.kind !== 'commit') {
      return;
    }
    this.runs.add(entry.runs);
    const { sums } = this;
    this.sums = {
      commits: sums.commits + 1,
      delivered: sums.delivered + entry.delivered,
      events: sums.events + entry.events,
      rows: sums.rows + entry.rows,
      deadLetters: sums.deadLetters + entry.dead_letters,
    };
  }
}
