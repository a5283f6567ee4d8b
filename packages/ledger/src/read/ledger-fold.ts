import type { CommitEntry, EpochEntry, FileRecord, IntendedFile } from '@assay/schemas';
import type { Gap } from '../batch.js';
import { applyEntry, type LoggedEntry } from '../state/apply-entry.js';
import { emptyLedger, type LedgerState } from '../state/ledger-state.js';
import { RunTable, type RunLookup } from '../state/run-table.js';

/** A committed file, and the batch that it belongs to. */
export interface CommittedFile extends FileRecord {
  readonly epoch: number;
  /** The batch's range of sequences, both inclusive. */
  readonly from: bigint;
  readonly to: bigint;
  /** Number of the commit entry. */
  readonly entry: number;
}

/** Sequences of an epoch that are declared missing. */
export interface DeclaredGap extends Gap {
  readonly epoch: number;
}

/** What all commits of a shard hold together. */
export interface LedgerTotals {
  readonly commits: number;
  readonly delivered: number;
  readonly events: number;
  readonly rows: number;
  readonly deadLetters: number;
}

/** What a reader may know of one shard: everything that is committed, and nothing else. */
export interface LedgerFold extends RunLookup {
  readonly state: LedgerState;
  /** Data files, oldest commit first. */
  readonly files: readonly CommittedFile[];
  readonly deadLetterFiles: readonly CommittedFile[];
  readonly gaps: readonly DeclaredGap[];
  readonly epochs: readonly EpochEntry[];
  /** Files of an unfinished batch: they may exist, and are not committed. */
  readonly intendedFiles: readonly IntendedFile[];
  readonly totals: LedgerTotals;
  /** The committed data files whose keys start with `prefix`, such as a dataset's folder. */
  filesUnder(prefix: string): readonly CommittedFile[];
}

/** Builds a `LedgerFold` entry by entry. */
export class LedgerFolder {
  private state: LedgerState;
  private readonly files: CommittedFile[] = [];
  private readonly deadLetterFiles: CommittedFile[] = [];
  private readonly gaps: DeclaredGap[] = [];
  private readonly epochs: EpochEntry[] = [];
  private readonly runs = new RunTable();
  private totals: LedgerTotals = { commits: 0, delivered: 0, events: 0, rows: 0, deadLetters: 0 };

  constructor(tier: LedgerState['tier'], shard: string) {
    this.state = emptyLedger(tier, shard);
  }

  add(logged: LoggedEntry): void {
    this.state = applyEntry(this.state, logged);
    const { entry } = logged;
    if (entry.kind === 'commit') {
      this.addCommit(entry);
    } else if (entry.kind === 'epoch') {
      this.epochs.push(entry);
      this.addGaps(entry.epoch, entry.gaps);
    }
  }

  fold(): LedgerFold {
    const { state, files, deadLetterFiles, gaps, epochs, totals, runs } = this;
    return {
      state,
      files,
      deadLetterFiles,
      gaps,
      epochs,
      totals,
      intendedFiles: state.openIntent?.files ?? [],
      filesUnder: (prefix) => files.filter((file) => file.key.startsWith(prefix)),
      lastOfRun: (run) => runs.lastOfRun(run),
      storedOfRun: (run) => runs.storedOfRun(run),
    };
  }

  private addCommit(entry: CommitEntry): void {
    const { epoch, seq_from: from, seq_to: to, number } = entry;
    for (const file of entry.files) {
      const list = file.kind === 'rows' ? this.files : this.deadLetterFiles;
      list.push({ ...file, epoch, from, to, entry: number });
    }
    this.addGaps(epoch, entry.gaps);
    this.runs.add(entry.runs);
    const { totals } = this;
    this.totals = {
      commits: totals.commits + 1,
      delivered: totals.delivered + entry.delivered,
      events: totals.events + entry.events,
      rows: totals.rows + entry.rows,
      deadLetters: totals.deadLetters + entry.dead_letters,
    };
  }

  private addGaps(epoch: number, gaps: readonly Gap[]): void {
    for (const gap of gaps) {
      this.gaps.push({ ...gap, epoch });
    }
  }
}
