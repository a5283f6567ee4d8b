import type { EpochEntry, FileRecord, IntentEntry } from '@assay/ledger';
import type { CommitEntry } from '@assay/schemas';

/**
 * The reason of gaps whose sequences belong to other subjects than the shard's: they are not lost, and one
 * that was deleted among them shows nowhere.
 */
export const FILTERED = 'filtered';

/** A commit as verification keeps it. */
export interface VerifiedCommit {
  readonly key: string;
  readonly entry: CommitEntry;
  /** `decode_fingerprint` of its intent: what turned messages into rows. */
  readonly decodedBy: string | undefined;
  /** Whether it keeps files of an intent that could not be finished as it was announced. */
  readonly isCompleted: boolean;
}

/** A file that a commit lists, and where it is by now. */
export interface ListedFile {
  readonly file: FileRecord;
  readonly commit: VerifiedCommit;
}

/** What the log of a shard says, as far as it can be followed. */
export interface ShardFacts {
  readonly shard: string;
  /** Number and SHA-256 of the last entry. */
  head: { number: number; sha256: string };
  readonly epochs: EpochEntry[];
  readonly commits: VerifiedCommit[];
  /** Every file of every commit, by key. */
  readonly files: Map<string, ListedFile>;
  /** Names of intents that will never be committed, and the intent's number. */
  readonly closedNames: Map<string, number>;
  /** Key → the place that a seal names. The last seal counts. */
  readonly sealed: Map<string, string>;
  /** The lake that the whole shard was moved to. */
  movedTo: string | undefined;
  /** Keys that retention deleted. */
  readonly retired: Set<string>;
  /** SHA-256 of the certificates that deletions rest on, and the key of an entry that names it. */
  readonly certificates: Map<string, string>;
  openIntent: IntentEntry | undefined;
}

export function emptyFacts(shard: string): ShardFacts {
  return {
    shard,
    head: { number: 0, sha256: '0'.repeat(64) },
    epochs: [],
    commits: [],
    files: new Map(),
    closedNames: new Map(),
    sealed: new Map(),
    movedTo: undefined,
    retired: new Set(),
    certificates: new Map(),
    openIntent: undefined,
  };
}
