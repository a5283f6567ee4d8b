import type {
  CommitEntry,
  EpochEntry,
  FileRecord,
  IntendedFile,
  LedgerEntry,
  RetireEntry,
  SealEntry,
} from '@assay/schemas';
import type { Gap } from '../batch.js';
import { applyEntry, type LoggedEntry } from '../state/apply-entry.js';
import { emptyLedger, type LedgerState } from '../state/ledger-state.js';
import { LedgerTally, type LedgerTotals } from '../state/ledger-tally.js';
import type { RunLookup } from '../state/run-table.js';

/** A committed file, and the batch that it belongs to. */
export interface CommittedFile extends FileRecord {
  readonly epoch: number;
  /** The batch's range of sequences, both inclusive. */
  readonly from: bigint;
  readonly to: bigint;
  /** Number of the commit entry. */
  readonly entry: number;
  /** The lake where it lives now: the place of the last seal that lists it as archived or moved. */
  readonly sealedAt?: string;
}

/** Sequences of an epoch that are declared missing. */
export interface DeclaredGap extends Gap {
  readonly epoch: number;
}

/** What a reader may know of one shard: everything that is committed, and nothing else. */
export interface LedgerFold extends RunLookup {
  readonly state: LedgerState;
  /** Data files that were not retired, oldest commit first. */
  readonly files: readonly CommittedFile[];
  readonly deadLetterFiles: readonly CommittedFile[];
  /** Files of both kinds that retention deleted, oldest retirement first. */
  readonly retiredFiles: readonly CommittedFile[];
  /** What epochs and commits declare missing, oldest first. */
  readonly gaps: readonly DeclaredGap[];
  readonly epochs: readonly EpochEntry[];
  readonly seals: readonly SealEntry[];
  /** Files of an unfinished batch: they may exist, and are not committed. */
  readonly intendedFiles: readonly IntendedFile[];
  /** Names that were given up for good: each holds a file without rows. */
  readonly closedKeys: readonly string[];
  readonly totals: LedgerTotals;
  /** The committed data files whose keys start with `prefix`, such as a dataset's folder. */
  filesUnder(prefix: string): readonly CommittedFile[];
}

/** Builds a `LedgerFold` entry by entry. */
export class LedgerFolder {
  private state: LedgerState;
  private files: CommittedFile[] = [];
  private deadLetterFiles: CommittedFile[] = [];
  private readonly retiredFiles: CommittedFile[] = [];
  private readonly gaps: DeclaredGap[] = [];
  private readonly epochs: EpochEntry[] = [];
  private readonly seals: SealEntry[] = [];
  private readonly closedKeys: string[] = [];
  private readonly tally = new LedgerTally();

  constructor(tier: LedgerState['tier'], shard: string) {
    this.state = emptyLedger(tier, shard);
  }

  /** Number of the last entry folded in. */
  get head(): number {
    return this.state.head;
  }

  add(logged: LoggedEntry): void {
    this.state = applyEntry(this.state, logged);
    this.tally.add(logged.entry);
    this.take(logged.entry);
  }

  fold(): LedgerFold {
    const { state, files, tally } = this;
    const { runs, totals } = tally;
    const { openIntent } = state;
    return {
      state,
      files,
      deadLetterFiles: this.deadLetterFiles,
      retiredFiles: this.retiredFiles,
      gaps: this.gaps,
      epochs: this.epochs,
      seals: this.seals,
      intendedFiles: [...(openIntent?.files ?? []), ...(openIntent?.adopted ?? [])],
      closedKeys: [...this.closedKeys, ...(openIntent?.closed_keys ?? [])],
      totals,
      filesUnder: (prefix) => files.filter((file) => file.key.startsWith(prefix)),
      lastOfRun: (run) => runs.lastOfRun(run),
      storedOfRun: (run) => runs.storedOfRun(run),
    };
  }

  private take(entry: LedgerEntry): void {
    switch (entry.kind) {
      case 'commit':
        return this.takeCommit(entry);
      case 'epoch':
        this.epochs.push(entry);
        return this.takeGaps(entry.epoch, entry.gaps);
      case 'abort':
        this.closedKeys.push(...entry.unused_keys);
        return;
      case 'seal':
        return this.takeSeal(entry);
      case 'retire':
        return this.takeRetirement(entry);
      case 'claim':
      case 'intent':
    }
  }

  private takeCommit(entry: CommitEntry): void {
    const { epoch, seq_from: from, seq_to: to, number } = entry;
    for (const file of entry.files) {
      const list = file.kind === 'rows' ? this.files : this.deadLetterFiles;
      list.push(committedFile(file, { epoch, from, to, entry: number }));
    }
    this.takeGaps(epoch, entry.gaps);
    this.closedKeys.push(...(entry.closed_keys ?? []));
  }

  private takeGaps(epoch: number, gaps: readonly Gap[]): void {
    for (const gap of gaps) {
      this.gaps.push({ ...gap, epoch });
    }
  }

  /** New lists, not changed ones: readers hold on to the fold that they were given. */
  private takeSeal(entry: SealEntry): void {
    this.seals.push(entry);
    // The shard that follows another one is no place of files.
    if (entry.reason === 'followed') {
      return;
    }
    const keys = keysOf(entry);
    const sealed = (file: CommittedFile): CommittedFile =>
      keys.has(file.key) ? { ...file, sealedAt: entry.place } : file;
    this.files = this.files.map(sealed);
    this.deadLetterFiles = this.deadLetterFiles.map(sealed);
  }

  private takeRetirement(entry: RetireEntry): void {
    const keys = keysOf(entry);
    const isRetired = ({ key }: CommittedFile): boolean => keys.has(key);
    this.retiredFiles.push(...this.files.filter(isRetired));
    this.retiredFiles.push(...this.deadLetterFiles.filter(isRetired));
    this.files = this.files.filter((file) => !isRetired(file));
    this.deadLetterFiles = this.deadLetterFiles.filter((file) => !isRetired(file));
  }
}

/** Field by field: to spread objects that were parsed from JSON takes most of a long log's reading. */
function committedFile(
  file: FileRecord,
  { epoch, from, to, entry }: Pick<CommittedFile, 'epoch' | 'from' | 'to' | 'entry'>,
): CommittedFile {
  return {
    key: file.key,
    kind: file.kind,
    dataset: file.dataset,
    partition: file.partition,
    rows: file.rows,
    bytes: file.bytes,
    sha256: file.sha256,
    position_digest: file.position_digest,
    min_ts: file.min_ts,
    max_ts: file.max_ts,
    epoch,
    from,
    to,
    entry,
  };
}

function keysOf({ files }: SealEntry | RetireEntry): ReadonlySet<string> {
  return new Set(files.map(({ key }) => key));
}
